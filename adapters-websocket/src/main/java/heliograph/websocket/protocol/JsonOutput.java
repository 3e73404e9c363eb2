package heliograph.websocket.protocol;

import heliograph.domain.message.Payload;
import java.util.Base64;

/** Writes JSON in UTF-8. */
final class JsonOutput extends Output {
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };
  private static final int ESCAPE_LENGTH = 6;

  /** Whether nothing stands in the current container yet, so that no comma is due. */
  private boolean fresh = true;

  JsonOutput(byte[] buf) {
    super(buf);
  }

  @Override
  void beginObject() {
    raw('{');
    fresh = true;
  }

  @Override
  void endObject() {
    raw('}');
    fresh = false;
  }

  @Override
  void beginArray() {
    raw('[');
    fresh = true;
  }

  @Override
  void endArray() {
    raw(']');
    fresh = false;
  }

  @Override
  void element() {
    if (!fresh) {
      raw(',');
    }
    fresh = false;
  }

  @Override
  void name(Field field) {
    raw(field.json, fresh ? 1 : 0, field.json.length);
    fresh = false;
  }

  /** Goes between a name that is no {@link Field} and its value. */
  void colon() {
    raw(':');
  }

  @Override
  void number(long value) {
    ascii(Long.toString(value));
  }

  @Override
  void bool(boolean value) {
    ascii(value ? "true" : "false");
  }

  /** Lone surrogates, which UTF-8 has no form for, are written as escapes. */
  @Override
  void text(String value) {
    raw('"');
    int length = value.length();
    int plain = 0;
    while (plain < length && Plain.isPlain(value.charAt(plain))) {
      plain++;
    }
    ascii(value, plain);
    for (int i = plain; i < length; i++) {
      char c = value.charAt(i);
      ensure(length - i + ESCAPE_LENGTH);
      if (c < 0x20 || c == '"' || c == '\\') {
        escape(c);
      } else if (c < 0x80) {
        buf[size++] = (byte) c;
      } else if (!Character.isSurrogate(c)) {
        utf8(c);
      } else {
        int point = value.codePointAt(i);
        if (Character.isSupplementaryCodePoint(point)) {
          utf8(point);
          i++;
        } else {
          unicode(c);
        }
      }
    }
    raw('"');
  }

  private void escape(char c) {
    int letter = "\b\f\n\r\t\"\\".indexOf(c);
    if (letter < 0) {
      unicode(c);
    } else {
      buf[size++] = '\\';
      buf[size++] = (byte) "bfnrt\"\\".charAt(letter);
    }
  }

  private void unicode(char c) {
    buf[size++] = '\\';
    buf[size++] = 'u';
    for (int shift = 12; shift >= 0; shift -= 4) {
      buf[size++] = HEX[c >> shift & 0xf];
    }
  }

  void base64(byte[] bytes) {
    raw('"');
    raw(Base64.getEncoder().encode(bytes));
    raw('"');
  }

  @Override
  void data(Payload payload) {
    name(Field.DATA);
    boolean structured =
        switch (payload.type()) {
          case JSON -> json(payload.bytes());
          case CBOR -> cbor(payload.bytes());
          case BYTES -> false;
        };
    if (!structured) {
      base64(payload.bytes());
      put(Field.ENCODING, "base64");
    }
  }

  private boolean json(byte[] bytes) {
    if (!JsonScanner.valid(bytes)) {
      return false;
    }
    raw(bytes);
    return true;
  }

  private boolean cbor(byte[] bytes) {
    int mark = size;
    try {
      CborToJson.write(bytes, 0, bytes.length, this);
      return true;
    } catch (Refusal e) {
      size = mark;
      return false;
    } finally {
      fresh = false;
    }
  }
}

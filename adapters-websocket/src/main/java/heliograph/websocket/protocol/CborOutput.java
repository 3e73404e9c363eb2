package heliograph.websocket.protocol;

import heliograph.domain.message.Payload;
import java.util.Arrays;

/** Writes CBOR: definite lengths, the shortest heads. */
final class CborOutput extends Output {
  private static final int REPLACEMENT = 0xfffd;

  /** Where each open container began, and how much is in it. */
  private int[] marks = new int[4];

  private int[] counts = new int[4];
  private int open;

  CborOutput(byte[] buf) {
    super(buf);
  }

  @Override
  void beginObject() {
    begin();
  }

  @Override
  void beginArray() {
    begin();
  }

  /** Leaves one byte for the head: enough for up to 23 elements. */
  private void begin() {
    if (open == marks.length) {
      marks = Arrays.copyOf(marks, 2 * open);
      counts = Arrays.copyOf(counts, 2 * open);
    }
    marks[open] = size;
    counts[open++] = 0;
    raw(0);
  }

  @Override
  void endObject() {
    end(CborScanner.MAP);
  }

  @Override
  void endArray() {
    end(CborScanner.ARRAY);
  }

  private void end(int major) {
    int mark = marks[--open];
    int count = counts[open];
    int end = size;
    int extra = headLength(count) - 1;
    if (extra > 0) {
      ensure(extra);
      System.arraycopy(buf, mark + 1, buf, mark + 1 + extra, end - mark - 1);
    }
    size = mark;
    head(major, count);
    size = end + extra;
  }

  @Override
  void element() {
    counts[open - 1]++;
  }

  @Override
  void name(Field field) {
    element();
    raw(field.cbor);
  }

  @Override
  void number(long value) {
    if (value >= 0) {
      head(CborScanner.UNSIGNED, value);
    } else {
      head(CborScanner.NEGATIVE, ~value);
    }
  }

  /** Writes the shorter form that has exactly this value. */
  void real(double value) {
    ensure(9);
    if ((float) value == value) {
      buf[size++] = (byte) (CborScanner.SIMPLE << 5 | CborScanner.SINGLE);
      bigEndian(Float.floatToIntBits((float) value) & 0xffffffffL, 4);
    } else {
      buf[size++] = (byte) (CborScanner.SIMPLE << 5 | CborScanner.DOUBLE);
      bigEndian(Double.doubleToLongBits(value), 8);
    }
  }

  @Override
  void bool(boolean value) {
    head(CborScanner.SIMPLE, value ? CborScanner.TRUE : CborScanner.FALSE);
  }

  void nothing() {
    head(CborScanner.SIMPLE, CborScanner.NULL);
  }

  /** Lone surrogates, which UTF-8 has no form for, become U+FFFD. */
  @Override
  void text(String value) {
    head(CborScanner.TEXT, utf8Length(value));
    for (int i = 0; i < value.length(); i++) {
      ensure(4);
      char c = value.charAt(i);
      if (c < 0x80) {
        buf[size++] = (byte) c;
      } else if (!Character.isSurrogate(c)) {
        utf8(c);
      } else {
        int point = value.codePointAt(i);
        boolean pair = Character.isSupplementaryCodePoint(point);
        utf8(pair ? point : REPLACEMENT);
        i += pair ? 1 : 0;
      }
    }
  }

  private static int utf8Length(String value) {
    int length = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < 0x80) {
        length++;
      } else if (c < 0x800) {
        length += 2;
      } else if (Character.isSupplementaryCodePoint(value.codePointAt(i))) {
        length += 4;
        i++;
      } else {
        length += 3;
      }
    }
    return length;
  }

  /** Writes an item's head; {@code arg} is unsigned. */
  void head(int major, long arg) {
    ensure(9);
    int length = headLength(arg);
    int detail =
        switch (length) {
          case 1 -> (int) arg;
          case 2 -> 24;
          case 3 -> 25;
          case 5 -> 26;
          default -> 27;
        };
    buf[size++] = (byte) (major << 5 | detail);
    bigEndian(arg, length - 1);
  }

  private static int headLength(long arg) {
    if (arg >>> 8 == 0) {
      return arg < 24 ? 1 : 2;
    }
    return arg >>> 16 == 0 ? 3 : arg >>> 32 == 0 ? 5 : 9;
  }

  private void bigEndian(long value, int length) {
    for (int shift = 8 * (length - 1); shift >= 0; shift -= 8) {
      buf[size++] = (byte) (value >>> shift);
    }
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
      bytes(payload.bytes());
    }
  }

  void bytes(byte[] bytes) {
    head(CborScanner.BYTES, bytes.length);
    raw(bytes);
  }

  private boolean json(byte[] bytes) {
    int mark = size;
    int depth = open;
    try {
      JsonToCbor.write(bytes, this);
      return true;
    } catch (Refusal e) {
      size = mark;
      open = depth;
      return false;
    }
  }

  private boolean cbor(byte[] bytes) {
    if (!CborScanner.valid(bytes)) {
      return false;
    }
    raw(bytes);
    return true;
  }
}

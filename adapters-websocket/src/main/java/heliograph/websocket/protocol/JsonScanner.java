package heliograph.websocket.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Reads JSON (RFC 8259) in UTF-8 from a range of an array, strictly: no byte order mark, no
 * comments, no invalid UTF-8. Not thread-safe.
 */
final class JsonScanner {
  private static final Refusal MALFORMED = new Refusal("the frame is not valid JSON");
  private static final Refusal CUT = new Refusal("the frame is not valid JSON: it ends too early");
  private static final Refusal DEEP =
      new Refusal("the frame must be nested at most " + Depth.FRAME_MAX + " deep");

  final byte[] buf;
  final int end;
  int pos;

  /** The greatest depth entered so far. */
  int deepest;

  JsonScanner(byte[] buf, int from, int end) {
    this.buf = buf;
    this.pos = from;
    this.end = end;
  }

  /** Returns whether {@code bytes} is one JSON value, nested at most {@link Depth#READ_MAX}. */
  static boolean valid(byte[] bytes) {
    JsonScanner in = new JsonScanner(bytes, 0, bytes.length);
    try {
      in.skip(0);
      in.end();
      return true;
    } catch (Refusal e) {
      return false;
    }
  }

  /** Skips white space and returns the byte that follows, without moving past it. */
  int peek() throws Refusal {
    while (pos < end) {
      byte b = buf[pos];
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return b;
      }
      pos++;
    }
    throw CUT;
  }

  /** Moves past {@code wanted}, and white space before it. */
  void expect(char wanted) throws Refusal {
    if (peek() != wanted) {
      throw MALFORMED;
    }
    pos++;
  }

  /**
   * After a value in a container: moves past a comma and returns true, or past {@code close} and
   * returns false.
   */
  boolean more(char close) throws Refusal {
    int b = peek();
    pos++;
    if (b == ',') {
      return true;
    }
    if (b == close) {
      return false;
    }
    throw MALFORMED;
  }

  /** After an opening bracket: moves past {@code close} and returns true if it is the next. */
  boolean closes(char close) throws Refusal {
    if (peek() != close) {
      return false;
    }
    pos++;
    return true;
  }

  /** Makes sure that only white space follows. */
  void end() throws Refusal {
    while (pos < end) {
      byte b = buf[pos++];
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        throw new Refusal("the frame is not valid JSON: something follows its object");
      }
    }
  }

  /** Notes that a container at {@code depth} is entered, and returns {@code depth}. */
  int enter(int depth) throws Refusal {
    if (depth > Depth.READ_MAX) {
      throw DEEP;
    }
    deepest = Math.max(deepest, depth);
    return depth;
  }

  /** Moves past one value, whatever it is; {@code depth} is that of the container around it. */
  void skip(int depth) throws Refusal {
    switch (peek()) {
      case '{' -> {
        pos++;
        int inner = enter(depth + 1);
        if (closes('}')) {
          return;
        }
        do {
          peek();
          skipString();
          expect(':');
          skip(inner);
        } while (more('}'));
      }
      case '[' -> {
        pos++;
        int inner = enter(depth + 1);
        if (closes(']')) {
          return;
        }
        do {
          skip(inner);
        } while (more(']'));
      }
      case '"' -> skipString();
      case 't', 'f' -> bool();
      case 'n' -> literal("null");
      default -> skipNumber();
    }
  }

  boolean bool() throws Refusal {
    boolean value = buf[pos] == 't';
    literal(value ? "true" : "false");
    return value;
  }

  void literal(String word) throws Refusal {
    for (int i = 0; i < word.length(); i++) {
      if (pos == end || buf[pos] != word.charAt(i)) {
        throw MALFORMED;
      }
      pos++;
    }
  }

  /** Moves past a whole number token; returns whether it has neither fraction nor exponent. */
  boolean skipNumber() throws Refusal {
    if (pos < end && buf[pos] == '-') {
      pos++;
    }
    if (pos < end && buf[pos] == '0') {
      pos++;
    } else {
      digits();
    }
    boolean integer = true;
    if (pos < end && buf[pos] == '.') {
      pos++;
      digits();
      integer = false;
    }
    if (pos < end && (buf[pos] | 0x20) == 'e') {
      pos++;
      if (pos < end && (buf[pos] == '+' || buf[pos] == '-')) {
        pos++;
      }
      digits();
      integer = false;
    }
    if (pos < end && " \t\r\n,]}".indexOf(buf[pos]) < 0) {
      throw MALFORMED;
    }
    return integer;
  }

  private void digits() throws Refusal {
    int first = pos;
    while (pos < end && buf[pos] >= '0' && buf[pos] <= '9') {
      pos++;
    }
    if (pos == first) {
      throw MALFORMED;
    }
  }

  /** Moves past a string, which must begin right here, and returns whether it has escapes. */
  boolean skipString() throws Refusal {
    if (pos == end || buf[pos] != '"') {
      throw MALFORMED;
    }
    boolean escapes = false;
    int i = pos + 1;
    while ((i = Plain.end(buf, i, end)) < end) {
      byte b = buf[i];
      if (b == '"') {
        pos = i + 1;
        return escapes;
      }
      if (b == '\\') {
        escapes = true;
        i = escape(i);
      } else if (b >= 0x20) {
        i++;
      } else {
        int length = b < 0 ? Utf8.sequence(buf, i, end) : 0;
        if (length == 0) {
          throw MALFORMED;
        }
        i += length;
      }
    }
    throw CUT;
  }

  /** Checks the escape that begins at {@code i} and returns where it ends. */
  private int escape(int i) throws Refusal {
    if (i + 1 == end) {
      throw CUT;
    }
    if (buf[i + 1] == 'u') {
      if (end - i < 6) {
        throw CUT;
      }
      for (int k = i + 2; k < i + 6; k++) {
        if (hex(buf[k]) < 0) {
          throw MALFORMED;
        }
      }
      return i + 6;
    }
    if ("\"\\/bfnrt".indexOf(buf[i + 1]) < 0) {
      throw MALFORMED;
    }
    return i + 2;
  }

  /** Moves past a string and returns its value, lone surrogates included. */
  String string() throws Refusal {
    int start = pos + 1;
    if (skipString()) {
      return unescape(start, pos - 1);
    }
    return new String(buf, start, pos - 1 - start, UTF_8);
  }

  private String unescape(int start, int close) {
    StringBuilder text = new StringBuilder(close - start);
    int i = start;
    while (i < close) {
      int plain = i;
      while (i < close && buf[i] != '\\') {
        i++;
      }
      if (i > plain) {
        text.append(new String(buf, plain, i - plain, UTF_8));
      }
      if (i == close) {
        break;
      }
      byte b = buf[i + 1];
      switch (b) {
        case 'u' -> {
          text.append((char) Integer.parseInt(new String(buf, i + 2, 4, ISO_8859_1), 16));
          i += 4;
        }
        case 'b' -> text.append('\b');
        case 'f' -> text.append('\f');
        case 'n' -> text.append('\n');
        case 'r' -> text.append('\r');
        case 't' -> text.append('\t');
        default -> text.append((char) b);
      }
      i += 2;
    }
    return text.toString();
  }

  private static int hex(byte b) {
    return b < 0 ? -1 : Character.digit((char) b, 16);
  }
}

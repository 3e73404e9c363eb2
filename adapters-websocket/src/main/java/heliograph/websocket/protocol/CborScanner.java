package heliograph.websocket.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * Reads CBOR (RFC 8949) from a range of an array, checking that it is well-formed and its text
 * valid UTF-8. An announced length is believed only as far as bytes are there. Not thread-safe.
 */
final class CborScanner {
  static final int UNSIGNED = 0;
  static final int NEGATIVE = 1;
  static final int BYTES = 2;
  static final int TEXT = 3;
  static final int ARRAY = 4;
  static final int MAP = 5;
  static final int TAG = 6;
  static final int SIMPLE = 7;

  static final int FALSE = 20;
  static final int TRUE = 21;
  static final int NULL = 22;
  static final int HALF = 25;
  static final int SINGLE = 26;
  static final int DOUBLE = 27;
  static final int INDEFINITE = 31;
  static final int BREAK = 0xff;

  /** Tags of integers that do not fit 64 bits. */
  static final int BIGNUM = 2;

  static final int BIGNUM_NEGATIVE = 3;

  /** Longest such integer that is read as a number; turning longer ones to decimals is slow. */
  static final int BIGNUM_BYTES_MAX = 400;

  private static final Refusal MALFORMED = new Refusal("the frame is not well-formed CBOR");
  private static final Refusal CUT =
      new Refusal("the frame is not well-formed CBOR: it ends too early");
  private static final Refusal NOT_UTF8 =
      new Refusal("the frame is not valid CBOR: text must be UTF-8");
  private static final Refusal DEEP =
      new Refusal("the frame must be nested at most " + Depth.FRAME_MAX + " deep");

  final byte[] buf;
  final int end;
  int pos;

  /** The greatest depth entered so far. */
  int deepest;

  /** The head read last: its major type, its five bits of detail, and its argument, unsigned. */
  int major;

  int info;
  long arg;

  /** Whether all that {@link #skip} went past has a JSON form that loses nothing. */
  boolean likeJson = true;

  CborScanner(byte[] buf, int from, int end) {
    this.buf = buf;
    this.pos = from;
    this.end = end;
  }

  /** Returns whether {@code bytes} is one well-formed item, nested at most READ_MAX. */
  static boolean valid(byte[] bytes) {
    CborScanner in = new CborScanner(bytes, 0, bytes.length);
    try {
      in.skip(0);
      in.end();
      return true;
    } catch (Refusal e) {
      return false;
    }
  }

  /** Returns the next byte without moving past it. */
  int peek() throws Refusal {
    if (pos == end) {
      throw CUT;
    }
    return buf[pos] & 0xff;
  }

  int peekMajor() throws Refusal {
    return peek() >> 5;
  }

  /** Moves past the break that ends an item of indefinite length; false if none stands here. */
  boolean breaks() throws Refusal {
    if (peek() != BREAK) {
      return false;
    }
    pos++;
    return true;
  }

  /** Makes sure that nothing follows. */
  void end() throws Refusal {
    if (pos != end) {
      throw new Refusal("the frame is not well-formed CBOR: something follows its map");
    }
  }

  /** Notes that a container or tag at {@code depth} is entered, and returns {@code depth}. */
  int enter(int depth) throws Refusal {
    if (depth > Depth.READ_MAX) {
      throw DEEP;
    }
    deepest = Math.max(deepest, depth);
    return depth;
  }

  /** Reads an item's head into {@link #major}, {@link #info} and {@link #arg}. */
  void head() throws Refusal {
    int first = peek();
    pos++;
    major = first >> 5;
    info = first & 0x1f;
    if (info < 24) {
      arg = info;
    } else if (info <= 27) {
      arg = argument(1 << (info - 24));
      if (major == SIMPLE && info == 24 && arg < 32) {
        throw MALFORMED;
      }
    } else if (info < INDEFINITE || major < BYTES || major > MAP) {
      throw MALFORMED;
    }
  }

  private long argument(int length) throws Refusal {
    if (end - pos < length) {
      throw CUT;
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      value = value << 8 | buf[pos++] & 0xff;
    }
    return value;
  }

  boolean indefinite() {
    return info == INDEFINITE;
  }

  /** Returns the argument as a count of things that take {@code bytesEach} at least. */
  int count(int bytesEach) throws Refusal {
    if (Long.compareUnsigned(arg, (end - pos) / bytesEach) > 0) {
      throw CUT;
    }
    return (int) arg;
  }

  /** Returns the value of the floating-point number whose head was just read. */
  double real() {
    return switch (info) {
      case HALF -> Float.float16ToFloat((short) arg);
      case SINGLE -> Float.intBitsToFloat((int) arg);
      default -> Double.longBitsToDouble(arg);
    };
  }

  boolean isReal() {
    return major == SIMPLE && info >= HALF && info <= DOUBLE;
  }

  /** Returns whether the tag whose head was just read makes a number of the bytes that follow. */
  boolean isBignum() throws Refusal {
    if (arg != BIGNUM && arg != BIGNUM_NEGATIVE || peekMajor() != BYTES) {
      return false;
    }
    CborScanner content = new CborScanner(buf, pos, end);
    content.head();
    return !content.indefinite() && Long.compareUnsigned(content.arg, BIGNUM_BYTES_MAX) <= 0;
  }

  /** Moves past one item, whatever it is; {@code depth} is that of the container around it. */
  void skip(int depth) throws Refusal {
    head();
    switch (major) {
      case UNSIGNED, NEGATIVE -> {}
      case BYTES -> {
        likeJson = false;
        skipChunks();
      }
      case TEXT -> skipChunks();
      case ARRAY -> skipItems(depth, 1);
      case MAP -> skipItems(depth, 2);
      case TAG -> {
        if (isBignum()) {
          head();
          pos += count(1);
        } else {
          likeJson = false;
          skip(enter(depth + 1));
        }
      }
      default -> likeJson &= isReal() ? Double.isFinite(real()) : info >= FALSE && info <= NULL;
    }
  }

  private void skipItems(int depth, int each) throws Refusal {
    int inner = enter(depth + 1);
    boolean indefinite = indefinite();
    int left = indefinite ? 0 : count(each);
    while (indefinite ? !breaks() : left-- > 0) {
      if (each == 2) {
        likeJson &= peekMajor() == TEXT;
        skip(inner);
      }
      skip(inner);
    }
  }

  private void skipChunks() throws Refusal {
    if (!indefinite()) {
      chunk();
      return;
    }
    int kind = major;
    while (!breaks()) {
      nextChunk(kind);
      chunk();
    }
  }

  private void nextChunk(int kind) throws Refusal {
    head();
    if (major != kind || indefinite()) {
      throw MALFORMED;
    }
  }

  /** Moves past the string whose head was just read and returns its length. */
  private int chunk() throws Refusal {
    int length = count(1);
    if (major == TEXT && !Utf8.valid(buf, pos, pos + length)) {
      throw NOT_UTF8;
    }
    pos += length;
    return length;
  }

  /** Moves past the text whose head was just read and returns its value. */
  String text() throws Refusal {
    if (!indefinite()) {
      int length = chunk();
      return new String(buf, pos - length, length, UTF_8);
    }
    return new String(chunks(TEXT), UTF_8);
  }

  /** Moves past the byte string whose head was just read and returns a copy of its value. */
  byte[] bytes() throws Refusal {
    if (!indefinite()) {
      int length = chunk();
      return Arrays.copyOfRange(buf, pos - length, pos);
    }
    return chunks(BYTES);
  }

  private byte[] chunks(int kind) throws Refusal {
    byte[] joined = new byte[64];
    int size = 0;
    while (!breaks()) {
      nextChunk(kind);
      int length = chunk();
      if (joined.length - size < length) {
        joined = Arrays.copyOf(joined, Math.max(size + length, 2 * size));
      }
      System.arraycopy(buf, pos - length, joined, size, length);
      size += length;
    }
    return Arrays.copyOf(joined, size);
  }
}

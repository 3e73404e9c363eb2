package heliograph.websocket.protocol;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Writes a CBOR item as JSON. What JSON has no form for: byte strings become base64 (RFC 4648 §4),
 * non-finite numbers and undefined null; tags are dropped, but for integers past 64 bits; keys that
 * are no text become the text of their value, and those that are containers base64 of their bytes
 * (as text they would double in size with each level of nesting).
 */
final class CborToJson {
  /** The most that JSON takes for a byte of CBOR: a half-precision number of 3 takes 22. */
  private static final int GROWTH_MAX = 8;

  private static final Refusal TOO_LONG = new Refusal("longer than allowed as JSON");

  private final CborScanner in;
  private final JsonOutput out;
  private final int sizeMax;

  private CborToJson(CborScanner in, JsonOutput out, int sizeMax) {
    this.in = in;
    this.out = out;
    this.sizeMax = sizeMax;
  }

  /**
   * Returns the JSON form of the item that fills {@code [from, end)}; null where that is longer
   * than {@code bytesMax}.
   */
  static byte[] convert(byte[] cbor, int from, int end, int bytesMax) throws Refusal {
    JsonOutput out = new JsonOutput(new byte[end - from + 16]);
    try {
      CborScanner in = new CborScanner(cbor, from, end);
      new CborToJson(in, out, bytesMax).value(0);
      in.end();
    } catch (Refusal e) {
      if (e == TOO_LONG) {
        return null;
      }
      throw e;
    }
    return out.size > bytesMax ? null : out.toBytes();
  }

  /** Returns whether the item's JSON form is no longer than {@code bytesMax}. */
  static boolean fits(byte[] cbor, int from, int end, int bytesMax) throws Refusal {
    return (long) GROWTH_MAX * (end - from) <= bytesMax
        || convert(cbor, from, end, bytesMax) != null;
  }

  /** Writes the JSON form of the item that fills {@code [from, end)}. */
  static void write(byte[] cbor, int from, int end, JsonOutput out) throws Refusal {
    CborScanner in = new CborScanner(cbor, from, end);
    new CborToJson(in, out, Integer.MAX_VALUE).value(0);
    in.end();
  }

  private void value(int depth) throws Refusal {
    if (out.size > sizeMax) {
      throw TOO_LONG;
    }
    in.head();
    switch (in.major) {
      case CborScanner.UNSIGNED -> out.ascii(Long.toUnsignedString(in.arg));
      case CborScanner.NEGATIVE -> out.ascii(negative(in.arg));
      case CborScanner.BYTES -> out.base64(in.bytes());
      case CborScanner.TEXT -> out.text(in.text());
      case CborScanner.ARRAY -> array(in.enter(depth + 1));
      case CborScanner.MAP -> map(in.enter(depth + 1));
      case CborScanner.TAG -> {
        if (in.isBignum()) {
          out.ascii(bignum());
        } else {
          value(in.enter(depth + 1));
        }
      }
      default -> out.ascii(simple());
    }
  }

  private void array(int depth) throws Refusal {
    boolean indefinite = in.indefinite();
    int left = indefinite ? 0 : in.count(1);
    out.beginArray();
    while (indefinite ? !in.breaks() : left-- > 0) {
      out.element();
      value(depth);
    }
    out.endArray();
  }

  private void map(int depth) throws Refusal {
    boolean indefinite = in.indefinite();
    int left = indefinite ? 0 : in.count(2);
    out.beginObject();
    while (indefinite ? !in.breaks() : left-- > 0) {
      out.element();
      key(depth);
      out.colon();
      value(depth);
    }
    out.endObject();
  }

  private void key(int depth) throws Refusal {
    int start = in.pos;
    in.head();
    switch (in.major) {
      case CborScanner.UNSIGNED -> out.text(Long.toUnsignedString(in.arg));
      case CborScanner.NEGATIVE -> out.text(negative(in.arg));
      case CborScanner.BYTES -> out.base64(in.bytes());
      case CborScanner.TEXT -> out.text(in.text());
      case CborScanner.SIMPLE -> out.text(simple());
      default -> {
        in.pos = start;
        in.skip(depth);
        out.base64(Arrays.copyOfRange(in.buf, start, in.pos));
      }
    }
  }

  private static String negative(long arg) {
    return arg >= 0
        ? Long.toString(-1 - arg)
        : new BigInteger(Long.toUnsignedString(arg)).not().toString();
  }

  private String bignum() throws Refusal {
    boolean negative = in.arg == CborScanner.BIGNUM_NEGATIVE;
    in.head();
    BigInteger magnitude = new BigInteger(1, in.bytes());
    return (negative ? magnitude.not() : magnitude).toString();
  }

  private String simple() {
    if (in.isReal()) {
      double value = in.real();
      return Double.isFinite(value) ? Double.toString(value) : "null";
    }
    return switch (in.info) {
      case CborScanner.FALSE -> "false";
      case CborScanner.TRUE -> "true";
      default -> "null";
    };
  }
}

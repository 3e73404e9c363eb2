package heliograph.websocket.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.math.BigInteger;

/**
 * Writes a JSON value as CBOR. Integers stay integers whatever their size; numbers with fraction or
 * exponent become floating-point ones, as they do in JavaScript: {@code 1e400} is infinite.
 */
final class JsonToCbor {
  /** Digits up to which a number surely fits a long, its sign included. */
  private static final int LONG_LENGTH_SAFE = 18;

  /** Longer integers are read as floating-point numbers: reading them exactly is slow. */
  private static final int INTEGER_LENGTH_MAX = 1_000;

  private static final int HEAD_BITS = 64;

  private final JsonScanner in;
  private final CborOutput out;

  private JsonToCbor(JsonScanner in, CborOutput out) {
    this.in = in;
    this.out = out;
  }

  static void write(byte[] json, CborOutput out) throws Refusal {
    JsonScanner in = new JsonScanner(json, 0, json.length);
    new JsonToCbor(in, out).value(0);
    in.end();
  }

  private void value(int depth) throws Refusal {
    switch (in.peek()) {
      case '{' -> object(in.enter(depth + 1));
      case '[' -> array(in.enter(depth + 1));
      case '"' -> text();
      case 't', 'f' -> out.bool(in.bool());
      case 'n' -> {
        in.literal("null");
        out.nothing();
      }
      default -> number();
    }
  }

  private void object(int depth) throws Refusal {
    in.pos++;
    out.beginObject();
    if (!in.closes('}')) {
      do {
        out.element();
        in.peek();
        text();
        in.expect(':');
        value(depth);
      } while (in.more('}'));
    }
    out.endObject();
  }

  private void array(int depth) throws Refusal {
    in.pos++;
    out.beginArray();
    if (!in.closes(']')) {
      do {
        out.element();
        value(depth);
      } while (in.more(']'));
    }
    out.endArray();
  }

  private void text() throws Refusal {
    int start = in.pos;
    if (in.skipString()) {
      in.pos = start;
      out.text(in.string());
    } else {
      int length = in.pos - start - 2;
      out.head(CborScanner.TEXT, length);
      out.raw(in.buf, start + 1, start + 1 + length);
    }
  }

  private void number() throws Refusal {
    int start = in.pos;
    boolean integer = in.skipNumber();
    int length = in.pos - start;
    String digits = new String(in.buf, start, length, ISO_8859_1);
    if (!integer || length > INTEGER_LENGTH_MAX || digits.equals("-0")) {
      out.real(Double.parseDouble(digits));
    } else if (length <= LONG_LENGTH_SAFE) {
      out.number(Long.parseLong(digits));
    } else {
      integer(new BigInteger(digits));
    }
  }

  private void integer(BigInteger value) {
    boolean negative = value.signum() < 0;
    BigInteger magnitude = negative ? value.not() : value;
    if (magnitude.bitLength() <= HEAD_BITS) {
      out.head(negative ? CborScanner.NEGATIVE : CborScanner.UNSIGNED, magnitude.longValue());
    } else {
      out.head(CborScanner.TAG, negative ? CborScanner.BIGNUM_NEGATIVE : CborScanner.BIGNUM);
      byte[] bytes = magnitude.toByteArray();
      int sign = bytes[0] == 0 ? 1 : 0;
      out.head(CborScanner.BYTES, bytes.length - sign);
      out.raw(bytes, sign, bytes.length);
    }
  }
}

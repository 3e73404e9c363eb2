package heliograph.websocket.protocol;

import heliograph.domain.message.Payload;
import java.util.Arrays;

/** A {@link Cursor} over CBOR. */
final class CborCursor implements Cursor {
  /** Stands for a key that is not text; no field has this name. */
  private static final String NOT_TEXT = "(a key that is not text)";

  /** A frame's object, an array in it, an object in that: no deeper is stepped into. */
  private static final int LEVELS = 3;

  private static final int UNTIL_BREAK = -1;

  /** Largest integer to which every smaller one has a double of its own. */
  private static final double REAL_INTEGER_MAX = 0x1p53;

  private final CborScanner in;

  /** What is left in each container stepped into, or {@link #UNTIL_BREAK}. */
  private final int[] left = new int[LEVELS];

  private final int dataBytesMax;
  private int depth;

  CborCursor(byte[] buf, int from, int end, int dataBytesMax) {
    this.in = new CborScanner(buf, from, end);
    this.dataBytesMax = dataBytesMax;
  }

  @Override
  public boolean enterObject() throws Refusal {
    return enter(CborScanner.MAP, 2);
  }

  @Override
  public boolean enterArray() throws Refusal {
    return enter(CborScanner.ARRAY, 1);
  }

  private boolean enter(int kind, int bytesEach) throws Refusal {
    if (in.peekMajor() != kind) {
      return false;
    }
    in.head();
    left[depth] = in.indefinite() ? UNTIL_BREAK : in.count(bytesEach);
    depth = in.enter(depth + 1);
    return true;
  }

  @Override
  public String nextName() throws Refusal {
    if (leaves()) {
      return null;
    }
    if (in.peekMajor() != CborScanner.TEXT) {
      in.skip(depth);
      return NOT_TEXT;
    }
    in.head();
    return in.text();
  }

  @Override
  public boolean nextElement() throws Refusal {
    return !leaves();
  }

  private boolean leaves() throws Refusal {
    int level = depth - 1;
    boolean over = left[level] == UNTIL_BREAK ? in.breaks() : left[level]-- == 0;
    if (over) {
      depth--;
    }
    return over;
  }

  @Override
  public Object scalar() throws Refusal {
    int start = in.pos;
    in.head();
    switch (in.major) {
      case CborScanner.UNSIGNED -> {
        return in.arg >= 0 ? (Object) in.arg : OTHER;
      }
      case CborScanner.NEGATIVE -> {
        return in.arg >= 0 ? (Object) (-1 - in.arg) : OTHER;
      }
      case CborScanner.TEXT -> {
        return in.text();
      }
      case CborScanner.SIMPLE -> {
        return in.isReal() ? integer(in.real()) : simple(in.info);
      }
      default -> {
        in.pos = start;
        in.skip(depth);
        return OTHER;
      }
    }
  }

  /** Encoders for JavaScript write integers past 32 bits as floating-point numbers. */
  private static Object integer(double value) {
    boolean whole = Math.abs(value) <= REAL_INTEGER_MAX && value == Math.rint(value);
    return whole ? (Object) (long) value : OTHER;
  }

  private static Object simple(int info) {
    return switch (info) {
      case CborScanner.FALSE -> false;
      case CborScanner.TRUE -> true;
      default -> OTHER;
    };
  }

  /**
   * As JSON where that loses nothing, since any consumer of the log can read that; else as bytes,
   * or as the very CBOR that was sent.
   */
  @Override
  public Payload data() throws Refusal {
    int start = in.pos;
    int kind = in.peekMajor();
    in.likeJson = true;
    in.skip(depth);
    if (in.likeJson) {
      byte[] json = CborToJson.convert(in.buf, start, in.pos, dataBytesMax);
      return json == null ? null : new Payload(Payload.Type.JSON, json);
    }
    if (kind == CborScanner.BYTES) {
      CborScanner content = new CborScanner(in.buf, start, in.pos);
      content.head();
      return new Payload(Payload.Type.BYTES, content.bytes());
    }
    // Clients that read JSON get it in that form.
    return CborToJson.fits(in.buf, start, in.pos, dataBytesMax)
        ? new Payload(Payload.Type.CBOR, Arrays.copyOfRange(in.buf, start, in.pos))
        : null;
  }

  @Override
  public void end() throws Refusal {
    in.end();
  }

  @Override
  public int deepest() {
    return in.deepest;
  }
}

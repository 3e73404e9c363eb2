package heliograph.websocket.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import heliograph.domain.message.Payload;
import java.util.Arrays;

/** A {@link Cursor} over JSON. */
final class JsonCursor implements Cursor {
  /** Length of the longest integer that fits a long, its sign included. */
  private static final int LENGTH_MAX = 20;

  private final JsonScanner in;
  private int depth;

  /** Whether the container stepped into last has not been moved in yet. */
  private boolean fresh;

  JsonCursor(byte[] buf, int from, int end) {
    in = new JsonScanner(buf, from, end);
  }

  @Override
  public boolean enterObject() throws Refusal {
    return enter('{');
  }

  @Override
  public boolean enterArray() throws Refusal {
    return enter('[');
  }

  private boolean enter(char open) throws Refusal {
    if (in.peek() != open) {
      return false;
    }
    in.pos++;
    depth = in.enter(depth + 1);
    fresh = true;
    return true;
  }

  @Override
  public String nextName() throws Refusal {
    if (leaves('}')) {
      return null;
    }
    in.peek();
    String name = in.string();
    in.expect(':');
    return name;
  }

  @Override
  public boolean nextElement() throws Refusal {
    return !leaves(']');
  }

  private boolean leaves(char close) throws Refusal {
    boolean left = fresh ? in.closes(close) : !in.more(close);
    fresh = false;
    if (left) {
      depth--;
    }
    return left;
  }

  @Override
  public Object scalar() throws Refusal {
    return switch (in.peek()) {
      case '"' -> in.string();
      case 't', 'f' -> in.bool();
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      default -> {
        in.skip(depth);
        yield OTHER;
      }
    };
  }

  private Object number() throws Refusal {
    int start = in.pos;
    boolean integer = in.skipNumber();
    int length = in.pos - start;
    in.peek(); // a number that is cut off looks whole
    if (!integer || length > LENGTH_MAX) {
      return OTHER;
    }
    try {
      return Long.valueOf(new String(in.buf, start, length, ISO_8859_1));
    } catch (NumberFormatException e) {
      return OTHER;
    }
  }

  /** The value's bytes as the client sent them: what is not rewritten cannot be changed by it. */
  @Override
  public Payload data() throws Refusal {
    in.peek();
    int start = in.pos;
    in.skip(depth);
    return new Payload(Payload.Type.JSON, Arrays.copyOfRange(in.buf, start, in.pos));
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

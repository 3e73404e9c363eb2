package heliograph.websocket.connection;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Some connections with something to write, given out one by one to whoever comes. Thread-safe. */
final class Chunk {
  private static final VarHandle NEXT;

  static {
    try {
      NEXT = MethodHandles.lookup().findVarHandle(Chunk.class, "next", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Connection[] members;
  private final int size;

  @SuppressWarnings("unused") // through NEXT
  private volatile int next;

  Chunk(Connection only) {
    this(new Connection[] {only}, 1);
  }

  /** Takes the first {@code size} of an array, which is not written to any more. */
  Chunk(Connection[] members, int size) {
    this.members = members;
    this.size = size;
  }

  /** Returns a member nobody had yet, or null. */
  Connection take() {
    // Looked at first, so that late comers do not count the index up for ever.
    if (next >= size) {
      return null;
    }
    int index = (int) NEXT.getAndAdd(this, 1);
    return index < size ? members[index] : null;
  }

  /** Returns whether somebody is still to be written to. */
  boolean hasMore() {
    return next < size;
  }
}

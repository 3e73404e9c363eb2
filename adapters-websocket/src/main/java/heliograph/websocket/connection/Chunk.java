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

  @SuppressWarnings("unused") // through NEXT
  private volatile int next;

  Chunk(Connection... members) {
    this.members = members;
  }

  /** Returns a member nobody had yet, or null. */
  Connection take() {
    // Looked at first, so that late comers do not count the index up for ever.
    if (next >= members.length) {
      return null;
    }
    int index = (int) NEXT.getAndAdd(this, 1);
    return index < members.length ? members[index] : null;
  }

  /** Returns whether somebody is still to be written to. */
  boolean hasMore() {
    return next < members.length;
  }
}

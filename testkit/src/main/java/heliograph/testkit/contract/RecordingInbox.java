package heliograph.testkit.contract;

import heliograph.domain.Input;
import heliograph.domain.id.RoomName;
import heliograph.domain.message.LogRecord;
import heliograph.domain.message.Stretch;
import heliograph.ports.Inbox;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * An inbox that keeps every outcome in the order of arrival and lets a test wait for some. Safe for
 * use by any thread; keeps all it got, so it is for tests of bounded length.
 */
public final class RecordingInbox implements Inbox {
  /** How long a test waits for what was promised before it fails, in milliseconds. */
  public static final long DEADLINE_MS = 20_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final List<Input.Outcome> outcomes = new ArrayList<>();

  @Override
  public void submit(Input.Outcome outcome) {
    lock.lock();
    try {
      outcomes.add(outcome);
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Returns all outcomes so far, in the order of arrival. */
  public List<Input.Outcome> all() {
    lock.lock();
    try {
      return List.copyOf(outcomes);
    } finally {
      lock.unlock();
    }
  }

  /** Returns the outcomes of one type so far, in the order of arrival. */
  public <T extends Input.Outcome> List<T> of(Class<T> type) {
    return all().stream().filter(type::isInstance).map(type::cast).toList();
  }

  /**
   * Waits until {@code condition} holds; it is judged anew after each outcome.
   *
   * @throws AssertionError naming {@code what} after {@link #DEADLINE_MS}
   */
  public void await(String what, Supplier<Boolean> condition) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DEADLINE_MS);
    lock.lock();
    try {
      while (!condition.get()) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw new AssertionError("waited in vain for " + what + "; got " + tail());
        }
        arrived.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for " + what, e);
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the first outcome of a type that fits. */
  public <T extends Input.Outcome> T await(Class<T> type, Predicate<T> fits) {
    return await(type, fits, 1);
  }

  /** Waits for the {@code nth} outcome of a type that fits, counted from 1. */
  public <T extends Input.Outcome> T await(Class<T> type, Predicate<T> fits, int nth) {
    await(
        "outcome " + nth + " of type " + type.getSimpleName(),
        () -> of(type).stream().filter(fits).count() >= nth);
    return of(type).stream().filter(fits).skip(nth - 1L).findFirst().orElseThrow();
  }

  /** Waits until the room is followed for the {@code nth} time, counted from 1. */
  public Input.Followed followed(RoomName room, int nth) {
    return await(Input.Followed.class, f -> f.room().equals(room), nth);
  }

  /** Waits until an append succeeded, and returns its position; fails at once if it failed. */
  public long appended(long ticket) {
    await("the outcome of append " + ticket, () -> appendOutcome(ticket) != null);
    if (appendOutcome(ticket) instanceof Input.Appended done) {
      return done.position();
    }
    throw new AssertionError("append came to " + appendOutcome(ticket));
  }

  /** Waits until a read is done; fails at once if it failed. */
  public Stretch read(long ticket) {
    await("the outcome of read " + ticket, () -> readOutcome(ticket) != null);
    if (readOutcome(ticket) instanceof Input.StretchRead done) {
      return done.stretch();
    }
    throw new AssertionError("read came to " + readOutcome(ticket));
  }

  /** Returns the records of one room so far, in the order of arrival. */
  public List<LogRecord> records(RoomName room) {
    return records(all(), room);
  }

  /** Returns the records of one room among some outcomes. */
  static List<LogRecord> records(List<Input.Outcome> outcomes, RoomName room) {
    return outcomes.stream()
        .filter(Input.Records.class::isInstance)
        .flatMap(o -> ((Input.Records) o).records().stream())
        .filter(r -> r.room().equals(room))
        .toList();
  }

  private Input.Outcome appendOutcome(long ticket) {
    for (Input.Outcome outcome : all()) {
      if (outcome instanceof Input.Appended done && done.ticket() == ticket
          || outcome instanceof Input.AppendFailed failed && failed.ticket() == ticket) {
        return outcome;
      }
    }
    return null;
  }

  private Input.Outcome readOutcome(long ticket) {
    for (Input.Outcome outcome : all()) {
      if (outcome instanceof Input.StretchRead done && done.ticket() == ticket
          || outcome instanceof Input.ReadFailed failed && failed.ticket() == ticket) {
        return outcome;
      }
    }
    return null;
  }

  private String tail() {
    int size = outcomes.size();
    return size + " outcomes, the last of them " + outcomes.subList(Math.max(0, size - 10), size);
  }
}

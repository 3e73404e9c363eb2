package heliograph.bench.peers;

import heliograph.bench.Due;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Publishes to rooms in turn, and knows how many deliveries that must make. */
final class Publisher {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long DRAIN_LIMIT_NANOS = 20 * SECOND;
  private static final long STANDSTILL_NANOS = 3 * SECOND;
  private static final long PAUSE_NANOS = 20_000;

  private final Load load;
  private final String prefix;
  private final int rooms;
  private final Payload payload;
  private final long deliveredBefore;
  private long published;

  /** The members of room i, of {@code rooms}, are the load's connections i, i + rooms, ... */
  Publisher(Load load, String prefix, int rooms, int size) {
    this.load = load;
    this.prefix = prefix;
    this.rooms = rooms;
    this.payload = new Payload(size);
    this.deliveredBefore = load.tally.deliveries();
  }

  /** Publishes evenly; latencies count from when a message was due, not from when it was sent. */
  void atRate(int rate, double seconds) throws IOException {
    long start = System.nanoTime();
    long total = Math.round(rate * seconds);
    for (long i = 0; i < total; i++) {
      long due = start + SECOND * i / rate;
      Due.await(due);
      publish(due);
    }
    Due.await(start + (long) (seconds * SECOND));
    load.check();
  }

  /**
   * Publishes as fast as the server delivers.
   *
   * @param outstanding messages to each member that may be under way
   */
  void saturating(int outstanding, double seconds) throws IOException {
    long max = (long) outstanding * load.wires().size();
    long end = System.nanoTime() + (long) (seconds * SECOND);
    for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
      if (missing() < max) {
        publish(now);
      } else {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    load.check();
  }

  private void publish(long stampNanos) throws IOException {
    List<Wire> wires = load.wires();
    int sender = (int) (published % wires.size());
    wires.get(sender).publish(prefix + sender % rooms, payload.stamped(stampNanos));
    published++;
  }

  /** Returns deliveries that have not come yet. */
  long missing() {
    long members = load.wires().size() / rooms;
    return published * members - (load.tally.deliveries() - deliveredBefore);
  }

  /** Waits until all is delivered, or nothing more comes; returns what is missing then. */
  long drain() {
    long start = System.nanoTime();
    long lastMove = start;
    long left = missing();
    while (left > 0) {
      LockSupport.parkNanos(SECOND / 100);
      long now = System.nanoTime();
      long stillLeft = missing();
      if (stillLeft != left) {
        lastMove = now;
      }
      left = stillLeft;
      if (now - lastMove > STANDSTILL_NANOS || now - start > DRAIN_LIMIT_NANOS) {
        break;
      }
    }
    return left;
  }
}

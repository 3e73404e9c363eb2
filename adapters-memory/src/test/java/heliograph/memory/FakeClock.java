package heliograph.memory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that goes when it is told to. Safe for use by any thread. */
final class FakeClock implements InstantSource {
  private final AtomicLong nowMs = new AtomicLong(1_700_000_000_000L);

  void advance(long ms) {
    nowMs.addAndGet(ms);
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(nowMs.get());
  }

  @Override
  public long millis() {
    return nowMs.get();
  }
}

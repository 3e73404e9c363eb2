package heliograph.jwt;

import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is moved. For one thread. */
final class TestClock implements InstantSource {
  static final long START_MS = 1_800_000_000_000L;

  private long nowMs = START_MS;

  void advance(long ms) {
    nowMs += ms;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(nowMs);
  }
}

package heliograph.websocket.connection;

import heliograph.domain.session.TokenBucket;

/** How fast one client sends, against how fast it may. Not thread-safe. */
final class ClientRates {
  /** Bounds per connection, each with a burst of one second's worth; 0 for none. */
  record Bounds(int framesPerSecond, int bytesPerSecond) {
    boolean isNone() {
      return framesPerSecond == 0 && bytesPerSecond == 0;
    }
  }

  private final TokenBucket frames;
  private final TokenBucket bytes;

  /** Whether the next frame was counted already. */
  private boolean counted;

  ClientRates(Bounds bounds, long nowMs) {
    frames = bucket(bounds.framesPerSecond(), nowMs);
    bytes = bucket(bounds.bytesPerSecond(), nowMs);
  }

  /** Counts a frame; returns 0 if it may pass, else in how many milliseconds it might. */
  long take(int frameBytes, long nowMs) {
    if (counted) {
      counted = false;
      return 0;
    }
    long waitMs = frames == null ? 0 : frames.take(1, nowMs);
    return waitMs > 0 || bytes == null ? waitMs : bytes.take(frameBytes, nowMs);
  }

  /** Says that the frame that was let pass will come again. */
  void comesAgain() {
    counted = true;
  }

  private static TokenBucket bucket(int perSecond, long nowMs) {
    return perSecond == 0 ? null : new TokenBucket(perSecond, perSecond, nowMs);
  }
}

package heliograph.websocket.connection;

/**
 * What the sweeper judges a connection by: since when its client is waited for. In milliseconds of
 * {@link Clock}. Written as each method says, read by any thread.
 */
final class Liveness {
  /** Whether the client is read from; if so, {@link #waitingSinceMs} says since when in vain. */
  private volatile boolean waiting;

  private volatile int waitingSinceMs;
  private volatile int stalledSinceMs;
  private volatile int closeDueMs;

  /** Says whether the client is read from. The loop's. */
  void waiting(boolean now, int nowMs) {
    if (waiting != now) {
      waitingSinceMs = nowMs;
      waiting = now;
    }
  }

  /** Says that something came. The loop's. */
  void heard(int nowMs) {
    waitingSinceMs = nowMs;
  }

  /** Returns how long the loop has been waiting for the client; 0 while it does not. */
  int silentForMs(int nowMs) {
    return waiting ? nowMs - waitingSinceMs : 0;
  }

  /** Says that the client took what one socket write wrote, or has only begun to. The loop's. */
  void progressed(int nowMs) {
    stalledSinceMs = nowMs;
  }

  /** Returns how long the client has not taken what is written; means nothing while it does. */
  int stalledForMs(int nowMs) {
    return nowMs - stalledSinceMs;
  }

  /** Says when the closing handshake must be done. For who offered the close frame. */
  void closeDue(int atMs) {
    closeDueMs = atMs;
  }

  /** Returns whether the closing handshake is late; means nothing before there is one. */
  boolean isCloseOverdue(int nowMs) {
    return nowMs - closeDueMs >= 0;
  }
}

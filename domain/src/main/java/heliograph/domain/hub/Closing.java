package heliograph.domain.hub;

import heliograph.domain.CloseReason;
import heliograph.domain.Effect;

/** Closes connections. For the hub's thread. */
final class Closing {
  private final Context context;

  Closing(Context context) {
    this.context = context;
  }

  /**
   * Closes a connection; its session goes on to wait for a resume when the transport is done. What
   * was answered before and waits for the write under way, or for the turn's end, is written first,
   * but for a client that is too slow; messages stay in the log.
   */
  void close(Client client, CloseReason reason) {
    if (client.phase == Client.Phase.CLOSING || client.phase == Client.Phase.GONE) {
      return;
    }
    boolean repliesWait = client.phase == Client.Phase.LIVE && client.outbox != null;
    client.phase = Client.Phase.CLOSING;
    client.ephemerals = null;
    if (repliesWait && (client.writing || client.due) && reason != CloseReason.TOO_SLOW) {
      client.closingFor = reason;
      return;
    }
    client.outbox = null;
    context.emit(new Effect.Close(client.peer, reason));
  }

  /** Goes on with a close that waited for replies: they are all being written. */
  void replied(Client client) {
    context.emit(new Effect.Close(client.peer, client.closingFor));
    client.closingFor = null;
  }
}

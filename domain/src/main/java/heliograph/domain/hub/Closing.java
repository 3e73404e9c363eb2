package heliograph.domain.hub;

import heliograph.domain.CloseReason;
import heliograph.domain.Effect;

/** Closes connections. For the hub's thread. */
final class Closing {
  private final Context context;

  Closing(Context context) {
    this.context = context;
  }

  /** Closes a connection; its session goes on to wait for a resume when the transport is done. */
  void close(Client client, CloseReason reason) {
    if (client.phase == Client.Phase.CLOSING || client.phase == Client.Phase.GONE) {
      return;
    }
    client.phase = Client.Phase.CLOSING;
    client.outbox = null;
    client.ephemerals = null;
    context.emit(new Effect.Close(client.peer, reason));
  }
}

package heliograph.domain.hub;

import heliograph.domain.CloseReason;
import heliograph.domain.message.ServerFrame;
import java.util.List;

/**
 * Sends all clients away: told at once, each with a delay of its own, and closed when it has passed
 * and the session is saved. For the hub's thread.
 */
final class Draining {
  private final Context context;
  private final Delivery delivery;
  private final Closing closing;
  private final SessionKeeping sessions;
  private boolean started;

  Draining(Context context, Delivery delivery, Closing closing, SessionKeeping sessions) {
    this.context = context;
    this.delivery = delivery;
    this.closing = closing;
    this.sessions = sessions;
  }

  boolean isStarted() {
    return started;
  }

  /** Starts; a second call changes nothing. */
  void start(List<Client> clients, long windowMs) {
    if (started) {
      return;
    }
    started = true;
    int i = 0;
    for (Client client : clients) {
      i++;
      if (client.isLive()) {
        long delayMs = windowMs * i / clients.size();
        delivery.reply(client, new ServerFrame.ServerShutdown(delayMs));
        sessions.save(client);
        context.timers.at(context.nowMs + delayMs, () -> sendAway(client));
      } else {
        closing.close(client, CloseReason.DRAINING);
      }
    }
  }

  private void sendAway(Client client) {
    if (client.isLive()) {
      sessions.saveThen(client, () -> closing.close(client, CloseReason.DRAINING));
    }
  }
}

package heliograph.domain.hub;

import heliograph.domain.CloseReason;
import heliograph.domain.message.ServerFrame;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Sends all clients away: told at once, each with a delay of its own, and closed when it has passed
 * and the session is saved. For the hub's thread.
 *
 * <p>What is saved last has to be all that the client was given, as it may be at another node
 * before this one knows that the connection is gone. So it gets no more messages from then on, and
 * the write under way is waited for.
 */
final class Draining {
  /** Longest wait for a write; then the session is saved as if it had come to nothing. */
  private static final long WRITE_MAX_MS = 1_000;

  private final Context context;
  private final Delivery delivery;
  private final Closing closing;
  private final SessionKeeping sessions;

  /** Clients that leave as soon as their write is done. */
  private final Set<Client> writing = new HashSet<>();

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
    if (!client.isLive()) {
      return;
    }
    client.leaving = true;
    writing.add(client);
    if (client.writing) {
      context.timers.at(context.nowMs + WRITE_MAX_MS, () -> written(client));
    } else {
      written(client);
    }
  }

  /** Goes on with a client whose write is done. */
  void written(Client client) {
    if (client.leaving && writing.remove(client) && client.isLive()) {
      sessions.saveThen(client, () -> closing.close(client, CloseReason.DRAINING));
    }
  }
}

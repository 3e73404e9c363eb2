package heliograph.domain.hub;

import heliograph.domain.CloseReason;
import heliograph.domain.message.ServerFrame;
import heliograph.domain.session.Principal;

/**
 * What time does to a live client: its token runs out, its connection grows old, its session must
 * show that it is alive. For the hub's thread.
 *
 * <p>One timer a client, for whatever comes first.
 */
final class Tending {
  private final Context context;
  private final Delivery delivery;
  private final Closing closing;
  private final SessionKeeping sessions;

  Tending(Context context, Delivery delivery, Closing closing, SessionKeeping sessions) {
    this.context = context;
    this.delivery = delivery;
    this.closing = closing;
    this.sessions = sessions;
  }

  /** Starts with a client that has just become live. */
  void start(Client client) {
    client.savedAtMs = context.nowMs;
    tend(client);
  }

  /** Looks again, as its token was renewed. */
  void renewed(Client client) {
    client.toldExpiring = false;
    tend(client);
  }

  private void tend(Client client) {
    if (!client.isLive()) {
      return;
    }
    long now = context.nowMs;
    long expiresAtMs = client.principal.expiresAtMs();
    if (now >= expiresAtMs) {
      closing.close(client, CloseReason.TOKEN_EXPIRED);
      return;
    }
    if (now >= tellExpiringAtMs(client) && !client.toldExpiring) {
      client.toldExpiring = true;
      delivery.reply(client, new ServerFrame.TokenExpiring(expiresAtMs));
    }
    if (now >= closeOldAtMs(client)) {
      closing.close(client, CloseReason.RECONNECT);
      return;
    }
    if (now >= tellOldAtMs(client) && !client.toldReconnect) {
      client.toldReconnect = true;
      delivery.reply(client, new ServerFrame.Reconnect(context.limits.reconnectGraceMs() / 2));
    }
    if (now >= client.savedAtMs + aliveMs()) {
      client.savedAtMs = now;
      sessions.save(client);
    }
    long dueMs = nextMs(client);
    if (client.tendAtMs > now && client.tendAtMs <= dueMs) {
      return;
    }
    client.tendAtMs = dueMs;
    context.timers.at(dueMs, () -> due(client, dueMs));
  }

  private void due(Client client, long dueMs) {
    if (client.tendAtMs == dueMs) {
      client.tendAtMs = 0;
      tend(client);
    }
  }

  private long nextMs(Client client) {
    long next = client.savedAtMs + aliveMs();
    next =
        Math.min(
            next, client.toldExpiring ? client.principal.expiresAtMs() : tellExpiringAtMs(client));
    return Math.min(next, client.toldReconnect ? closeOldAtMs(client) : tellOldAtMs(client));
  }

  private long aliveMs() {
    return Math.max(1, context.limits.resumeMs() / 3);
  }

  private long tellExpiringAtMs(Client client) {
    long expiresAtMs = client.principal.expiresAtMs();
    return expiresAtMs == Principal.NEVER
        ? Principal.NEVER
        : expiresAtMs - context.limits.tokenExpiringMs();
  }

  /** Up to a tenth before its age, by its session, so that those who came together leave apart. */
  private long tellOldAtMs(Client client) {
    long ageMs = context.limits.connectionAgeMs();
    if (ageMs == 0) {
      return Long.MAX_VALUE;
    }
    long earlierMs = Math.floorMod(client.session.hashCode(), Math.max(1, ageMs / 10));
    return client.openedAtMs + ageMs - earlierMs;
  }

  private long closeOldAtMs(Client client) {
    return context.limits.connectionAgeMs() == 0
        ? Long.MAX_VALUE
        : tellOldAtMs(client) + context.limits.reconnectGraceMs();
  }
}

package heliograph.redis;

import heliograph.domain.id.NodeId;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.message.ServerFrame.Present;
import heliograph.ports.Inbox;
import heliograph.ports.PresenceStore;
import heliograph.testkit.services.Detour;

/** A node's presence with a connection and a network of its own. */
final class PresenceNode implements PresenceStore {
  final Detour detour;
  final NodeId node;
  final RedisSessionStore sessions;
  private final RedisConnection redis;
  private final RedisPresenceStore store;

  PresenceNode(Detour detour, RedisConfig config) {
    this.detour = detour;
    redis = RedisConnection.open(config);
    store = RedisPresenceStore.open(redis);
    node = config.node();
    sessions = new RedisSessionStore(redis);
  }

  @Override
  public void start(Inbox inbox) {
    store.start(inbox);
    sessions.start(inbox);
  }

  @Override
  public void enter(RoomName room, Present member) {
    store.enter(room, member);
  }

  @Override
  public void leave(RoomName room, SessionId session) {
    store.leave(room, session);
  }

  @Override
  public void list(long ticket, RoomName room, int max) {
    store.list(ticket, room, max);
  }

  @Override
  public String trouble() {
    return store.trouble();
  }

  @Override
  public void close() {
    store.close();
    end();
  }

  /** Ends it without a goodbye: its network goes first. */
  void kill() {
    detour.cut();
    end();
  }

  private void end() {
    redis.close();
    detour.close();
  }
}

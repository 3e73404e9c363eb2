package heliograph.app.node;

import heliograph.domain.Effect;
import heliograph.ports.Connections;
import heliograph.ports.ControlLog;
import heliograph.ports.PresenceStore;
import heliograph.ports.RoomLog;
import heliograph.ports.SessionStore;
import heliograph.ports.Telemetry;

/** Carries effects out through the ports; none of the calls blocks. For who turns the hub. */
public final class EffectRunner {
  private final Connections connections;
  private final RoomLog log;
  private final SessionStore sessions;
  private final PresenceStore presence;
  private final ControlLog control;
  private final Telemetry telemetry;

  public EffectRunner(
      Connections connections,
      RoomLog log,
      SessionStore sessions,
      PresenceStore presence,
      ControlLog control,
      Telemetry telemetry) {
    this.connections = connections;
    this.log = log;
    this.sessions = sessions;
    this.presence = presence;
    this.control = control;
    this.telemetry = telemetry;
  }

  void run(Effect effect) {
    switch (effect) {
      case Effect.Write(var peer, var frames) -> connections.write(peer, frames);
      case Effect.Close(var peer, var reason) -> connections.close(peer, reason);
      case Effect.Pause(var peer) -> connections.pause(peer);
      case Effect.Resume(var peer) -> connections.resume(peer);
      case Effect.Append(long ticket, var draft) -> log.append(ticket, draft);
      case Effect.Broadcast(var message) -> log.broadcast(message);
      case Effect.Follow(var room) -> log.follow(room);
      case Effect.Unfollow(var room) -> log.unfollow(room);
      case Effect.Read(long ticket, var span) -> {
        telemetry.count(Telemetry.Counter.LOG_READS, 1);
        log.read(ticket, span);
      }
      case Effect.LoadSession(long ticket, var session) -> sessions.load(ticket, session);
      case Effect.SaveSession(long ticket, var session, long expectedVersion, boolean claim) -> {
        if (claim) {
          sessions.claim(ticket, session, expectedVersion);
        } else {
          sessions.save(ticket, session, expectedVersion);
        }
      }
      case Effect.EnterPresence(var room, var member) -> presence.enter(room, member);
      case Effect.LeavePresence(var room, var session) -> presence.leave(room, session);
      case Effect.ListPresence(long ticket, var room, int max) -> presence.list(ticket, room, max);
      case Effect.Announce(var what) -> control.announce(what);
    }
  }

  /** See {@link Connections#lookSoon}. For any thread. */
  boolean lookSoon() {
    return connections.lookSoon();
  }

  void flush() {
    connections.flush();
  }
}

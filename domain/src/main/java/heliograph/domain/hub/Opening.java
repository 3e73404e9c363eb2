package heliograph.domain.hub;

import heliograph.domain.CloseReason;
import heliograph.domain.Control;
import heliograph.domain.Effect;
import heliograph.domain.Input;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.message.ServerFrame;
import heliograph.domain.message.ServerFrame.RoomState;
import heliograph.domain.session.Right;
import heliograph.domain.session.SessionRecord;
import heliograph.domain.session.SessionRecord.RoomCursor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * From a connection to its welcome: a new session, or one that is resumed from here, from another
 * node, or from the store. For the hub's thread.
 *
 * <p>An unknown, expired or foreign resume secret is no error: a new session begins. So it is when
 * the store is out of reach.
 */
final class Opening {
  /**
   * Most attempts to take a session over: its owner saves what its client asked before it left, and
   * each such save makes a claim look again.
   */
  private static final int CLAIMS_MAX = 10;

  private final Context context;
  private final SessionKeeping sessions;
  private final Subscribing subscribing;
  private final Delivery delivery;
  private final Closing closing;
  private final Tending tending;
  private final Consumer<Client> welcomed;

  /** Sessions that are being looked up or claimed, and who else wants them meanwhile. */
  private final Map<SessionId, List<Runnable>> claiming = new HashMap<>();

  Opening(
      Context context,
      SessionKeeping sessions,
      Subscribing subscribing,
      Delivery delivery,
      Closing closing,
      Tending tending,
      Consumer<Client> welcomed) {
    this.context = context;
    this.sessions = sessions;
    this.subscribing = subscribing;
    this.delivery = delivery;
    this.closing = closing;
    this.tending = tending;
    this.welcomed = welcomed;
  }

  void open(Client client, Input.Opened input) {
    client.openedAtMs = context.nowMs;
    Secrets.Resume resume = Secrets.parse(input.resume());
    if (resume == null) {
      fresh(client, input);
    } else {
      resume(client, input, resume);
    }
  }

  private void resume(Client client, Input.Opened input, Secrets.Resume resume) {
    if (client.phase != Client.Phase.OPENING) {
      return;
    }
    List<Runnable> queue = claiming.get(resume.session());
    if (queue != null) {
      queue.add(() -> resume(client, input, resume));
      return;
    }
    Keep keep = sessions.find(resume.session());
    SessionRecord here = keep == null ? null : sessions.stateOf(keep);
    if (here != null && mayResume(client, resume, here)) {
      goOn(client, input, resume, here, keep.client);
    } else {
      // Not here; or another node has gone on with it, and this one has not been told yet.
      claiming.put(resume.session(), new ArrayList<>(0));
      load(client, input, resume, 1);
    }
  }

  private void load(Client client, Input.Opened input, Secrets.Resume resume, int attempt) {
    long ticket =
        context.tickets.issue(
            outcome -> {
              boolean found =
                  outcome instanceof Input.SessionLoaded loaded
                      && loaded.session() != null
                      && sessions.isNewer(loaded.session())
                      && mayResume(client, resume, loaded.session());
              if (found && client.phase == Client.Phase.OPENING) {
                claim(client, input, resume, ((Input.SessionLoaded) outcome).session(), attempt);
              } else {
                fresh(client, input);
                settled(resume);
              }
            });
    context.emit(new Effect.LoadSession(ticket, resume.session()));
  }

  /** Takes a stored session over by compare-and-set; who loses the race looks again. */
  private void claim(
      Client client, Input.Opened input, Secrets.Resume resume, SessionRecord stored, int attempt) {
    SessionRecord claimed =
        new SessionRecord(
            stored.id(),
            stored.user(),
            Secrets.hash(input.freshSecret()),
            resume.hash(),
            stored.rooms(),
            context.node,
            stored.version() + 1,
            context.nowMs + context.limits.resumeMs());
    long ticket =
        context.tickets.issue(
            outcome -> {
              boolean opening = client.phase == Client.Phase.OPENING;
              if (outcome instanceof Input.SessionStale && opening && attempt < CLAIMS_MAX) {
                load(client, input, resume, attempt + 1);
                return;
              }
              if (outcome instanceof Input.SessionSaved && opening) {
                Keep outdated = sessions.find(claimed.id());
                if (outdated != null) {
                  sessions.forget(outdated);
                }
                goOn(client, input, resume, claimed, outdated == null ? null : outdated.client);
                // After the session is present here: it neither leaves nor comes as it moves.
                context.emit(
                    new Effect.Announce(
                        new Control.SessionTaken(claimed.id(), context.node, claimed.version())));
              } else {
                fresh(client, input);
              }
              settled(resume);
            });
    context.emit(new Effect.SaveSession(ticket, claimed, stored.version(), true));
  }

  private boolean mayResume(Client client, Secrets.Resume resume, SessionRecord record) {
    return record.user().equals(client.user())
        && context.nowMs < record.expiresAtMs()
        && Secrets.opens(record, resume);
  }

  /** Lets those go on who wanted the same session meanwhile. */
  private void settled(Secrets.Resume resume) {
    claiming.remove(resume.session()).forEach(Runnable::run);
  }

  /**
   * Goes on with a session, in place of the connection that had it here, if any: that one gives up
   * its rooms last, so that those the session is still in are followed without a break.
   */
  private void goOn(
      Client client,
      Input.Opened input,
      Secrets.Resume resume,
      SessionRecord record,
      Client former) {
    if (former != null) {
      subscribing.leaveAllBut(former, record);
    }
    client.secretHash = Secrets.hash(input.freshSecret());
    client.formerSecretHash = resume.hash();
    sessions.attach(client, record.id(), withSecrets(record, client));
    restore(client, input, record);
    if (former != null) {
      subscribing.handOver(former);
      closing.close(former, CloseReason.TAKEN_OVER);
    }
  }

  private static SessionRecord withSecrets(SessionRecord record, Client client) {
    return new SessionRecord(
        record.id(),
        record.user(),
        client.secretHash,
        client.formerSecretHash,
        record.rooms(),
        record.owner(),
        record.version(),
        record.expiresAtMs());
  }

  private void fresh(Client client, Input.Opened input) {
    if (client.phase != Client.Phase.OPENING) {
      return;
    }
    client.secretHash = Secrets.hash(input.freshSecret());
    sessions.attach(client, input.freshSession(), null);
    subscribing.enterInbox(client, null, inbox -> welcome(client, input, false, List.of(), null));
  }

  /** Puts a session's cursors back where they were; the welcome waits for all of them. */
  private void restore(Client client, Input.Opened input, SessionRecord record) {
    RoomName inboxName = RoomName.inboxOf(client.user());
    List<RoomCursor> wanted = new ArrayList<>();
    RoomCursor inboxCursor = null;
    for (RoomCursor cursor : record.rooms()) {
      if (cursor.room().equals(inboxName)) {
        inboxCursor = cursor;
      } else if (client.principal.grants().allow(client.user(), cursor.room(), Right.JOIN)) {
        wanted.add(cursor);
      } else {
        context.emit(new Effect.LeavePresence(cursor.room(), record.id()));
      }
    }
    List<RoomState> states = new ArrayList<>();
    int[] missing = {wanted.size() + 1};
    RoomState[] inbox = new RoomState[1];
    Runnable arrived =
        () -> {
          if (--missing[0] == 0) {
            welcome(client, input, true, states, inbox[0]);
          }
        };
    subscribing.enterInbox(
        client,
        inboxCursor,
        state -> {
          inbox[0] = state;
          arrived.run();
        });
    for (RoomCursor cursor : wanted) {
      subscribing.restore(
          client,
          cursor,
          state -> {
            states.add(state);
            arrived.run();
          });
    }
  }

  private void welcome(
      Client client, Input.Opened input, boolean resumed, List<RoomState> rooms, RoomState inbox) {
    client.phase = Client.Phase.LIVE;
    SessionId session = client.session;
    delivery.reply(
        client,
        new ServerFrame.Welcome(
            session,
            Secrets.token(session, input.freshSecret()),
            resumed,
            client.user(),
            context.node,
            context.limits.heartbeatMs(),
            context.limits.maxFrameBytes(),
            context.limits.maxRooms(),
            List.copyOf(rooms),
            inbox));
    sessions.live(client);
    tending.start(client);
    welcomed.accept(client);
  }
}

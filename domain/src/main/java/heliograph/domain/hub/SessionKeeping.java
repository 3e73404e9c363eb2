package heliograph.domain.hub;

import heliograph.domain.CloseReason;
import heliograph.domain.Control;
import heliograph.domain.Effect;
import heliograph.domain.Input;
import heliograph.domain.id.SessionId;
import heliograph.domain.session.SessionRecord;
import heliograph.domain.session.SessionRecord.RoomCursor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Keeps the sessions of this node in the store: at once when a session or its rooms change, behind
 * in time when cursors move. For the hub's thread.
 *
 * <p>A save that came to nothing is repeated as it was, since it may have been carried out: the
 * store takes a repetition for the same save. A stale one means that another node has the session.
 */
final class SessionKeeping {
  private static final long RETRY_MS = 1_000;

  /** Most repetitions a millisecond, and most saves of moved cursors per input. */
  private static final int RETRIES_PER_MS = 5;

  private static final int SAVES_PER_TICK = 500;

  /**
   * The part of the configured time by which a save may come early, so as to go with one that is
   * due: each time anything is saved, a thread is woken, the store asked, and the hub told.
   */
  private static final int EARLY_PART = 40;

  /** Sessions without a connection whose last save is still to be done; beyond, they are let go. */
  private static final int DETACHED_MAX = 100_000;

  private final Context context;
  private final BiConsumer<Client, CloseReason> lost;
  private final Map<SessionId, Keep> keeps = new HashMap<>();

  /** Live clients with something unsaved, the one that has waited longest first. */
  private final ArrayDeque<Client> dirty = new ArrayDeque<>();

  private int detached;

  /** Saves that wait to be repeated. */
  private int retrying;

  /**
   * Makes one that keeps nothing.
   *
   * @param lost gets a client whose session went on at another node, and why it is to be closed
   */
  SessionKeeping(Context context, BiConsumer<Client, CloseReason> lost) {
    this.context = context;
    this.lost = lost;
  }

  /** Returns how a session stands, if this node has anything to do with it; else null. */
  Keep find(SessionId session) {
    return keeps.get(session);
  }

  /** Returns whether a stored session is newer than what this node has of it, if anything. */
  boolean isNewer(SessionRecord stored) {
    Keep keep = keeps.get(stored.id());
    return keep == null || stored.version() > keep.version;
  }

  int size() {
    return keeps.size();
  }

  /**
   * Makes a client the holder of a session.
   *
   * @param from the state it goes on from until it is live; null for a new session
   */
  void attach(Client client, SessionId session, SessionRecord from) {
    Keep keep = keeps.get(session);
    if (keep == null) {
      keep = new Keep(session, from == null ? 0 : from.version());
      keeps.put(session, keep);
    } else {
      keep.goOnUnproven();
      if (keep.client == null) {
        detached--;
      }
    }
    keep.last = from;
    keep.client = client;
    client.session = session;
  }

  /** Takes the client's own state as the session's from now on. */
  void live(Client client) {
    keeps.get(client.session).last = null;
    save(client);
  }

  /** Returns a session of this node as it stands now. */
  SessionRecord stateOf(Keep keep) {
    return keep.last != null ? keep.last : snapshot(keep.client, keep.version);
  }

  /** Notes that a cursor moved; saved within the configured time. */
  void touch(Client client) {
    if (!client.dirty) {
      client.dirty = true;
      client.dirtySinceMs = context.nowMs;
      dirty.addLast(client);
    }
  }

  /**
   * Once one has waited long enough, saves it and all that would have within a moment; if that is
   * much, the rest comes with the next inputs.
   */
  void tick() {
    if (nextDueMs() > context.nowMs) {
      return;
    }
    long wait = context.limits.sessionSaveMs();
    long sinceMs = context.nowMs - wait + wait / EARLY_PART;
    for (int i = 0; i < SAVES_PER_TICK && !dirty.isEmpty(); i++) {
      Client client = dirty.getFirst();
      if (client.dirtySinceMs > sinceMs) {
        return;
      }
      dirty.removeFirst();
      client.dirty = false;
      if (client.isLive()) {
        save(client);
        if (client.writing) {
          // What is being written counts as done when it is written, and is to be saved then.
          touch(client);
        }
      }
    }
  }

  /** Returns when {@link #tick} has something to do; {@link Long#MAX_VALUE} for never. */
  long nextDueMs() {
    return dirty.isEmpty()
        ? Long.MAX_VALUE
        : dirty.getFirst().dirtySinceMs + context.limits.sessionSaveMs();
  }

  /** Saves as soon as the save under way, if any, is done. */
  void save(Client client) {
    Keep keep = keeps.get(client.session);
    if (keep != null && keep.client == client) {
      save(keep);
    }
  }

  /** Saves, and runs {@code then} once that is done, or cannot be done now. */
  void saveThen(Client client, Runnable then) {
    Keep keep = keeps.get(client.session);
    if (keep == null || keep.client != client) {
      then.run();
      return;
    }
    keep.whenSettled = then;
    save(keep);
  }

  /** Ends a client's hold on its session, which now waits for its resume in the store. */
  void detach(Client client) {
    Keep keep = keeps.get(client.session);
    if (keep == null || keep.client != client) {
      return;
    }
    boolean nothingToKeep = keep.last == null && client.inbox == null;
    keep.last = stateOf(keep);
    keep.client = null;
    if (++detached > DETACHED_MAX || nothingToKeep) {
      forget(keep);
      return;
    }
    save(keep);
  }

  private void save(Keep keep) {
    if (keep.saving) {
      keep.again = true;
      return;
    }
    keep.again = false;
    keep.saving = true;
    keep.version++;
    SessionRecord record = renewed(stateOf(keep), keep.version);
    if (keep.client != null) {
      keep.client.savedAtMs = context.nowMs;
    }
    issue(keep, record);
  }

  private void issue(Keep keep, SessionRecord record) {
    issue(keep, record, record.version() - 1);
  }

  private void issue(Keep keep, SessionRecord record, long expectedVersion) {
    long ticket = context.tickets.issue(outcome -> saved(keep, record, outcome));
    context.emit(new Effect.SaveSession(ticket, record, expectedVersion, false));
  }

  /**
   * Goes on after a stale save: the store has a newer version, of somebody else, or has none any
   * more, because it was out of reach for longer than it keeps sessions.
   */
  private void lookWhoHasIt(Keep keep, SessionRecord record) {
    long ticket =
        context.tickets.issue(
            outcome -> {
              if (keeps.get(keep.session) != keep) {
                return;
              }
              switch (outcome) {
                case Input.SessionLoaded(long t, SessionRecord stored) when stored == null ->
                    issue(keep, record, 0);
                case Input.SessionLoaded taken -> lose(keep);
                default -> saved(keep, record, outcome);
              }
            });
    context.emit(new Effect.LoadSession(ticket, keep.session));
  }

  /** Takes note of who has taken a session over; it may be old news. */
  void taken(Control.SessionTaken taken) {
    Keep keep = keeps.get(taken.session());
    if (keep == null || taken.owner().equals(context.node)) {
      return;
    }
    // The save under way cannot be done any more, if another node took that very version.
    long savedVersion = keep.saving ? keep.version - 1 : keep.version;
    if (taken.version() > savedVersion) {
      // It went on from the version before, so the store had that.
      keep.saved(taken.version() - 1);
      lose(keep);
    }
  }

  /**
   * Lets a session go that another node has. If it may have taken it before the client came here,
   * the client has given up that attempt, and must not be told to stay away.
   */
  private void lose(Keep keep) {
    forget(keep);
    if (keep.client != null) {
      lost.accept(keep.client, keep.unproven ? CloseReason.RECONNECT : CloseReason.TAKEN_OVER);
    }
    settle(keep);
  }

  private void saved(Keep keep, SessionRecord record, Input.Outcome outcome) {
    if (keeps.get(keep.session) != keep) {
      return;
    }
    switch (outcome) {
      case Input.SessionSaved saved -> {
        keep.saving = false;
        keep.saved(record.version());
        if (keep.again) {
          save(keep);
        } else {
          settle(keep);
          if (keep.client == null) {
            forget(keep);
          }
        }
      }
      case Input.SessionStale stale -> lookWhoHasIt(keep, record);
      default -> {
        settle(keep);
        if (keep.client == null && context.nowMs >= record.expiresAtMs()) {
          forget(keep);
        } else {
          long waitMs = RETRY_MS + retrying++ / RETRIES_PER_MS;
          context.timers.at(context.nowMs + waitMs, () -> retry(keep, record));
        }
      }
    }
  }

  private void retry(Keep keep, SessionRecord record) {
    retrying--;
    if (keeps.get(keep.session) == keep) {
      issue(keep, record);
    }
  }

  private static void settle(Keep keep) {
    Runnable then = keep.whenSettled;
    keep.whenSettled = null;
    if (then != null) {
      then.run();
    }
  }

  /** Lets a session go without a save: somebody else has a newer version of it. */
  void forget(Keep keep) {
    keeps.remove(keep.session);
    if (keep.client == null) {
      detached--;
    }
  }

  private SessionRecord snapshot(Client client, long version) {
    List<RoomCursor> rooms = new ArrayList<>(client.members.size() + 1);
    if (client.inbox != null) {
      rooms.add(client.inbox.saved());
    }
    client.members.values().forEach(member -> rooms.add(member.saved()));
    return new SessionRecord(
        client.session,
        client.user(),
        client.secretHash,
        client.formerSecretHash,
        rooms,
        context.node,
        version,
        context.nowMs + context.limits.resumeMs());
  }

  private SessionRecord renewed(SessionRecord record, long version) {
    return new SessionRecord(
        record.id(),
        record.user(),
        record.secretHash(),
        record.formerSecretHash(),
        record.rooms(),
        context.node,
        version,
        context.nowMs + context.limits.resumeMs());
  }
}

package heliograph.domain.hub;

import heliograph.domain.CloseReason;
import heliograph.domain.Effect;
import heliograph.domain.Limits.SlowConsumers;
import heliograph.domain.message.Ephemeral;
import heliograph.domain.message.Message;
import heliograph.domain.message.ServerFrame;
import heliograph.domain.room.Ring;
import heliograph.domain.room.Segment;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Moves cursors: decides what is written next to which client. For the hub's thread.
 *
 * <p>One write a client is under way at most; what comes meanwhile is found by the cursors when it
 * ends, so that a busy client gets many messages in one write and a slow one costs nothing but its
 * cursors. Replies go first, messages next, ephemeral ones last.
 *
 * <p>Writes are put together when the inputs that came together are all taken: who publishes to a
 * room it is in gets its message and the reply in one.
 */
final class Delivery {
  private final Context context;
  private final CatchUp catchUp;
  private final Closing closing;
  private final SessionKeeping sessions;

  /** Clients to look at when the turn ends. */
  private final Rounds due = new Rounds();

  private final Batch batch;

  Delivery(Context context, CatchUp catchUp, Closing closing, SessionKeeping sessions) {
    this.context = context;
    this.catchUp = catchUp;
    this.closing = closing;
    this.sessions = sessions;
    batch = new Batch(context.limits);
  }

  /** Lets all members of a room know of a new message. */
  void fanOut(Room room, Message message) {
    for (int i = 0; i < room.size(); i++) {
      Member member = room.member(i);
      // Else it got this one at a node that is ahead of this one; or its next ack wakes it.
      if (member.cursor < message.position() && !isFull(member)) {
        wake(member);
      }
    }
  }

  /** Notes that there may be something for a member. */
  void wake(Member member) {
    queue(member);
    due.add(member.client);
  }

  /**
   * Writes what a member waited for, if nothing is being written. At once, as what was read from
   * the log for it may make way for what is read for others.
   */
  void serve(Member member) {
    queue(member);
    pump(member.client);
    regulate(member.client);
  }

  /** Writes what the inputs since the last call led to. */
  void endTurn() {
    due.join();
    write(Integer.MAX_VALUE);
  }

  /** The same for {@code writesMax} clients; see {@link heliograph.domain.Input.TurnYielded}. */
  void yieldTurn(int writesMax, boolean mayBegin) {
    if (mayBegin) {
      due.next();
    }
    write(writesMax);
    due.putOff();
  }

  /** Returns whether there may be something left to be written. */
  boolean isBehind() {
    return !due.isEmpty();
  }

  private void write(int writesMax) {
    int writes = 0;
    Client client;
    while (writes < writesMax && (client = due.poll()) != null) {
      if (client.closingFor != null && client.phase == Client.Phase.CLOSING && !client.writing) {
        writeLastReplies(client);
      }
      if (pump(client)) {
        writes++;
      }
      regulate(client);
    }
    batch.forget();
  }

  private static void queue(Member member) {
    if (!member.queued && !member.reading) {
      member.client.ready.add(member);
    }
  }

  /** Sends a reply, or anything else that must not be lost. */
  void reply(Client client, ServerFrame frame) {
    if (client.phase == Client.Phase.GONE || client.phase == Client.Phase.CLOSING) {
      return;
    }
    if (client.outbox == null) {
      client.outbox = new ArrayDeque<>(2);
    }
    client.outbox.addLast(frame);
    client.outboxWeight += weight(frame);
    due.add(client);
    // Now: its turn may be put off, and it is not to ask for more meanwhile.
    regulate(client);
  }

  /** Sends something that may be dropped, if the client is slow. */
  void whisper(Client client, ServerFrame frame) {
    if (!client.isLive()) {
      return;
    }
    if (client.ephemerals == null) {
      client.ephemerals = new ArrayDeque<>(2);
    }
    if (client.ephemerals.size() >= context.limits.ephemeralsMax()) {
      client.ephemerals.removeFirst();
    }
    client.ephemerals.addLast(frame);
    due.add(client);
  }

  /** Goes on after a write. */
  void written(Client client) {
    client.writing = false;
    if (client.isOwed()) {
      due.add(client);
    }
  }

  /**
   * Puts the next write together, if none is under way and there is something to write; returns
   * whether there was.
   */
  private boolean pump(Client client) {
    if (client.writing || !client.isLive()) {
      return false;
    }
    boolean noMessages = client.leaving || client.ready.isEmpty();
    if (client.outbox == null && noMessages && client.ephemerals == null) {
      return false;
    }
    client.batch++;
    batch.begin();
    takeReplies(client);
    takeMessages(client);
    takeEphemerals(client);
    List<ServerFrame> frames = batch.frames();
    if (!frames.isEmpty()) {
      client.writing = true;
      context.emit(new Effect.Write(client.peer, frames));
    }
    if (batch.tooSlow) {
      closing.close(client, CloseReason.TOO_SLOW);
    }
    return !frames.isEmpty();
  }

  /** Goes on with a close that waits until replies are out. */
  private void writeLastReplies(Client client) {
    // The write before may have been saved as done: it is not to count as under way again.
    client.batch++;
    batch.begin();
    takeReplies(client);
    context.emit(new Effect.Write(client.peer, batch.frames()));
    client.writing = client.outbox != null;
    if (client.outbox == null) {
      closing.replied(client);
    }
  }

  private void takeReplies(Client client) {
    while (client.outbox != null && batch.hasRoom()) {
      ServerFrame reply = client.outbox.removeFirst();
      client.outboxWeight -= weight(reply);
      batch.add(reply, sizeOf(reply));
      if (client.outbox.isEmpty()) {
        client.outbox = null;
      }
    }
  }

  private void takeEphemerals(Client client) {
    while (client.ephemerals != null && batch.hasRoom()) {
      ServerFrame ephemeral = client.ephemerals.removeFirst();
      batch.add(ephemeral, sizeOf(ephemeral));
      if (client.ephemerals.isEmpty()) {
        client.ephemerals = null;
      }
    }
  }

  private void takeMessages(Client client) {
    int before = batch.size();
    while (!client.leaving && !client.ready.isEmpty() && batch.hasRoom() && !batch.tooSlow) {
      Member member = client.ready.take();
      if (take(member)) {
        queue(member);
      }
    }
    if (batch.size() > before) {
      sessions.touch(client);
    }
  }

  /**
   * Moves one cursor on as far as bounds allow. Returns whether there is more that could be taken
   * with a larger bound.
   */
  private boolean take(Member member) {
    Room room = member.room;
    while (!isFull(member)) {
      if (room.ring.covers(member.cursor)) {
        return takeFromRing(member);
      }
      if (member.wasLevel && context.limits.slowConsumers() == SlowConsumers.CLOSE) {
        batch.tooSlow = true;
        return false;
      }
      Segment segment = room.segmentFor(member.cursor);
      if (segment == null) {
        catchUp.want(member);
        return false;
      }
      for (int i = segment.indexAfter(member.cursor); i < segment.size(); i++) {
        if (isFull(member) || !batch.hasRoom()) {
          return !isFull(member);
        }
        put(member, segment.get(i));
      }
      member.pass(segment.upTo());
    }
    return false;
  }

  private boolean takeFromRing(Member member) {
    Ring ring = member.room.ring;
    for (int i = ring.indexAfter(member.cursor); i < ring.size(); i++) {
      if (isFull(member) || !batch.hasRoom()) {
        return !isFull(member);
      }
      put(member, ring.get(i));
    }
    if (member.cursor < member.room.head) {
      member.pass(member.room.head);
    }
    member.wasLevel = true;
    return false;
  }

  private static boolean isFull(Member member) {
    return member.window != null && member.window.isFull();
  }

  private void put(Member member, Message message) {
    if (member.client.session.equals(message.log().skip())) {
      member.pass(message.position());
      return;
    }
    member.give(message.position());
    if (member.window == null) {
      batch.add(message, message.sizeBytes());
      return;
    }
    boolean again = member.window.sent(message.position(), context.nowMs);
    batch.add(again ? new ServerFrame.Redelivery(message) : message, message.sizeBytes());
    watchAcks(member);
  }

  /** Takes an ack: the window opens, and the cursor never stays behind what is acked. */
  void acked(Member member, long position) {
    member.window.ack(position);
    if (member.cursor < position) {
      member.cursor = position;
    }
    sessions.touch(member.client);
    wake(member);
  }

  private void watchAcks(Member member) {
    if (!member.ackTimerSet) {
      member.ackTimerSet = true;
      context.timers.at(context.nowMs + context.limits.ackTimeoutMs(), () -> ackTimeout(member));
    }
  }

  private void ackTimeout(Member member) {
    member.ackTimerSet = false;
    Client client = member.client;
    if (!client.isLive() || client.member(member.room.name) != member || member.window.isEmpty()) {
      return;
    }
    long timeoutMs = context.limits.ackTimeoutMs();
    long dueMs = member.window.oldestSentAtMs() + timeoutMs;
    if (dueMs <= context.nowMs && !member.isBeingWritten()) {
      member.rewind();
      wake(member);
    } else {
      member.ackTimerSet = true;
      long againMs = dueMs > context.nowMs ? dueMs : context.nowMs + timeoutMs;
      context.timers.at(againMs, () -> ackTimeout(member));
    }
  }

  /** Stops or starts reading from a client, by how much it has under way. */
  void regulate(Client client) {
    if (client.phase == Client.Phase.CLOSING || client.phase == Client.Phase.GONE) {
      return;
    }
    int waiting = client.outboxWeight;
    int outboxMax = context.limits.outboxFramesMax();
    int inFlightMax = context.limits.inFlightMax();
    if (!client.paused && (waiting >= outboxMax || client.inFlight >= inFlightMax)) {
      client.paused = true;
      context.emit(new Effect.Pause(client.peer));
    } else if (client.paused && waiting <= outboxMax / 2 && client.inFlight <= inFlightMax / 2) {
      client.paused = false;
      context.emit(new Effect.Resume(client.peer));
    }
  }

  /** How much a frame counts where replies wait; a page of history is as large as many others. */
  private int weight(ServerFrame frame) {
    return frame instanceof ServerFrame.HistoryPage ? historyWeight() : 1;
  }

  /** How much a history request counts among those in flight, for the page it will bring. */
  int historyWeight() {
    return Math.max(1, context.limits.inFlightMax() / 8);
  }

  private static int sizeOf(ServerFrame frame) {
    return switch (frame) {
      case Message message -> message.sizeBytes();
      case ServerFrame.HistoryPage page ->
          page.messages().stream().mapToInt(Message::sizeBytes).sum();
      case Ephemeral ephemeral -> ephemeral.payload().size() + 100;
      default -> 100;
    };
  }
}

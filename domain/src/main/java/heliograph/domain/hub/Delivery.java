package heliograph.domain.hub;

import heliograph.domain.CloseReason;
import heliograph.domain.Effect;
import heliograph.domain.Limits.SlowConsumers;
import heliograph.domain.id.SessionId;
import heliograph.domain.message.Ephemeral;
import heliograph.domain.message.Message;
import heliograph.domain.message.ServerFrame;
import heliograph.domain.room.Ring;
import heliograph.domain.room.Segment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves cursors: decides what is written next to which client. For the hub's thread.
 *
 * <p>One write a client is under way at most; what comes meanwhile is found by the cursors when it
 * ends, so that a busy client gets many messages in one write and a slow one costs nothing but its
 * cursors. Replies go first, messages next, ephemeral ones last.
 */
final class Delivery {
  private final Context context;
  private final CatchUp catchUp;
  private final Closing closing;
  private final SessionKeeping sessions;

  Delivery(Context context, CatchUp catchUp, Closing closing, SessionKeeping sessions) {
    this.context = context;
    this.catchUp = catchUp;
    this.closing = closing;
    this.sessions = sessions;
  }

  /** Hands a new message of a room to all its members. */
  void fanOut(Room room, Message message, long headBefore) {
    List<ServerFrame> alone = List.of(message);
    SessionId skip = message.log().skip();
    for (int i = 0; i < room.size(); i++) {
      Member member = room.member(i);
      if (member.cursor >= message.position() || isFull(member)) {
        // It got this one at a node that is ahead of this one; or its next ack wakes it.
        continue;
      }
      Client client = member.client;
      boolean direct =
          !client.writing
              && client.isLive()
              && !member.queued
              && !member.reading
              && member.window == null
              && member.cursor >= headBefore
              && client.outbox == null
              && (skip == null || !skip.equals(client.session));
      if (direct) {
        client.batch++;
        client.writing = true;
        member.give(message.position());
        sessions.touch(client);
        context.emit(new Effect.Write(client.peer, alone));
      } else {
        wake(member);
      }
    }
  }

  /** Notes that there may be something for a member, and writes if nothing is being written. */
  void wake(Member member) {
    queue(member);
    pump(member.client);
  }

  private static void queue(Member member) {
    if (member.queued || member.reading) {
      return;
    }
    Client client = member.client;
    if (client.ready == null) {
      client.ready = new ArrayDeque<>(2);
    }
    member.queued = true;
    client.ready.addLast(member);
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
    pump(client);
    regulate(client);
  }

  /**
   * Sends something that may be dropped, if the client is slow.
   *
   * @param frame a list of one, to be shared by all clients that get it
   */
  void whisper(Client client, List<ServerFrame> frame) {
    if (!client.isLive()) {
      return;
    }
    if (isIdle(client)) {
      client.batch++;
      client.writing = true;
      context.emit(new Effect.Write(client.peer, frame));
      return;
    }
    if (client.ephemerals == null) {
      client.ephemerals = new ArrayDeque<>(2);
    }
    if (client.ephemerals.size() >= context.limits.ephemeralsMax()) {
      client.ephemerals.removeFirst();
    }
    client.ephemerals.addAll(frame);
    pump(client);
  }

  private static boolean isIdle(Client client) {
    return !client.writing
        && client.outbox == null
        && client.ready == null
        && client.ephemerals == null;
  }

  /** Goes on after a write. */
  void written(Client client) {
    client.writing = false;
    if (client.closingFor != null) {
      writeLastReplies(client);
    }
    pump(client);
    regulate(client);
  }

  /** Puts the next write together, if none is under way and there is something to write. */
  void pump(Client client) {
    if (client.writing || !client.isLive()) {
      return;
    }
    if (client.outbox == null && client.ready == null && client.ephemerals == null) {
      return;
    }
    client.batch++;
    Batch batch = new Batch();
    takeReplies(client, batch);
    takeMessages(client, batch);
    client.ephemerals = drain(client.ephemerals, batch);
    if (!batch.frames.isEmpty()) {
      client.writing = true;
      context.emit(new Effect.Write(client.peer, batch.frames));
    }
    if (batch.tooSlow) {
      closing.close(client, CloseReason.TOO_SLOW);
    }
  }

  /** Goes on with a close that waits until replies are out. */
  private void writeLastReplies(Client client) {
    Batch batch = new Batch();
    takeReplies(client, batch);
    context.emit(new Effect.Write(client.peer, batch.frames));
    client.writing = client.outbox != null;
    if (client.outbox == null) {
      closing.replied(client);
    }
  }

  private void takeReplies(Client client, Batch batch) {
    client.outbox = drain(client.outbox, batch);
    for (ServerFrame reply : batch.frames) {
      client.outboxWeight -= weight(reply);
    }
  }

  private void takeMessages(Client client, Batch batch) {
    int before = batch.frames.size();
    while (client.ready != null && batch.hasRoom() && !batch.tooSlow) {
      Member member = client.ready.removeFirst();
      member.queued = false;
      if (client.ready.isEmpty()) {
        client.ready = null;
      }
      if (take(member, batch)) {
        queue(member);
      }
    }
    if (batch.frames.size() > before) {
      sessions.touch(client);
    }
  }

  /**
   * Moves one cursor on as far as bounds allow. Returns whether there is more that could be taken
   * with a larger bound.
   */
  private boolean take(Member member, Batch batch) {
    Room room = member.room;
    while (!isFull(member)) {
      if (room.ring.covers(member.cursor)) {
        return takeFromRing(member, batch);
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
        put(member, segment.get(i), batch);
      }
      member.pass(segment.upTo());
    }
    return false;
  }

  private boolean takeFromRing(Member member, Batch batch) {
    Ring ring = member.room.ring;
    for (int i = ring.indexAfter(member.cursor); i < ring.size(); i++) {
      if (isFull(member) || !batch.hasRoom()) {
        return !isFull(member);
      }
      put(member, ring.get(i), batch);
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

  private void put(Member member, Message message, Batch batch) {
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

  private static ArrayDeque<ServerFrame> drain(ArrayDeque<ServerFrame> queue, Batch batch) {
    if (queue == null) {
      return null;
    }
    while (!queue.isEmpty() && batch.hasRoom()) {
      ServerFrame frame = queue.removeFirst();
      batch.add(frame, sizeOf(frame));
    }
    return queue.isEmpty() ? null : queue;
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

  /** The write that is being put together. */
  private final class Batch {
    private final List<ServerFrame> frames = new ArrayList<>(4);
    private long bytes;

    /** Whether a cursor was found so far behind that the client is to be closed after this. */
    private boolean tooSlow;

    boolean hasRoom() {
      return frames.size() < context.limits.batchMessagesMax()
          && bytes < context.limits.batchBytesMax();
    }

    void add(ServerFrame frame, int size) {
      frames.add(frame);
      bytes += size;
    }
  }
}

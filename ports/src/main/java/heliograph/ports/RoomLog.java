package heliograph.ports;

import heliograph.domain.id.RoomName;
import heliograph.domain.message.Draft;
import heliograph.domain.message.Ephemeral;
import heliograph.domain.message.Span;

/**
 * The durable, totally ordered log of every room, as one node sees it.
 *
 * <p>A room lives in one partition; within a partition, positions rise strictly and every node
 * reads the same records in the same order. Between partitions no order is promised. No method
 * blocks on I/O, none throws for a log out of reach: what comes of a call arrives at the inbox.
 * Safe for use by any thread; calls of one thread take effect in their order.
 *
 * <p>Promised about the inbox:
 *
 * <ul>
 *   <li>After {@link #follow}, one {@code Followed}, then every later record of that room, once
 *       each and in order, until {@link #unfollow}. {@code Followed} says after which position that
 *       is: a record is either at or below its {@code head}, or delivered. None of the room lies
 *       between its {@code floor} and its {@code head}: the lower the floor, the fewer cursors need
 *       a read of the log.
 *   <li>Now and then, after more has been delivered, {@code Passed}.
 *   <li>Records with a key are delivered for all rooms, followed or not, so that the dedupe window
 *       sees them; of rooms not followed perhaps without their data. Before the first {@code
 *       Followed} of a partition, all keyed records of the last dedupe window have been delivered.
 *   <li>For every {@link #append}, one {@code Appended} or {@code AppendFailed}; {@code Appended}
 *       only after the record itself was read back (and delivered, where its room is followed or it
 *       has a key).
 *   <li>For every {@link #read}, one {@code StretchRead} or {@code ReadFailed}.
 *   <li>{@code EpochChanged} when positions begin anew; all rooms are then no longer followed.
 * </ul>
 *
 * <p>Not promised: that a failed append with {@code TIMEOUT} is not in the log; that ephemeral
 * messages arrive at all; that records of rooms that are not followed are delivered.
 */
public interface RoomLog extends AutoCloseable {

  /** Starts reading; to be called once, before anything else. May block until the log is known. */
  void start(Inbox inbox);

  /** Has the room's records delivered from now on. A room already followed is followed anew. */
  void follow(RoomName room);

  /** Ends delivery of the room's records; some may still be on their way. */
  void unfollow(RoomName room);

  /** Appends a draft; the outcome carries {@code ticket}. */
  void append(long ticket, Draft draft);

  /** Reads a part of a room's log; the outcome carries {@code ticket}. */
  void read(long ticket, Span span);

  /** Hands an ephemeral message to the members on all nodes, this one among them; best effort. */
  void broadcast(Ephemeral message);

  /** Returns why the log cannot be written or read at the moment, in words; null if it can. */
  String trouble();

  /** Stops reading; appends that are under way are given a moment to end. */
  @Override
  void close();
}

package heliograph.app.config;

import heliograph.domain.Limits;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The keys of the domain's bounds: one for each component of {@link Limits}, with its default. */
final class LimitKeys {
  /** A key and the bound it sets. */
  private record Row<T>(Key<T> key, BiConsumer<Limits.Edit, T> set) {
    void apply(Limits.Edit limits, Values values) {
      set.accept(limits, values.get(key));
    }
  }

  private static final int COUNT_MAX = 10_000_000;
  private static final int BYTES_MAX = 1 << 30;
  private static final long MS_MAX = 30L * 86_400_000;

  private static final List<Row<?>> ROWS =
      List.of(
          bytes(
              "max-frame-bytes",
              128,
              Limits::maxFrameBytes,
              (l, v) -> l.maxFrameBytes = v,
              "The largest frame or message a client may send, inflated; a larger one closes with"
                  + " 1009."),
          ms(
              "heartbeat-ms",
              10,
              Limits::heartbeatMs,
              (l, v) -> l.heartbeatMs = v,
              "How often a client is pinged; one that is silent for two of these is cut."),
          count(
              "max-rooms",
              1,
              Limits::maxRooms,
              (l, v) -> l.maxRooms = v,
              "Rooms a session may be in; a further join gets too_many_rooms."),
          count(
              "ack-window",
              1,
              Limits::ackWindow,
              (l, v) -> l.ackWindow = v,
              "Messages sent and not yet acked in a room joined with ack; further ones wait."),
          ms(
              "ack-timeout-ms",
              10,
              Limits::ackTimeoutMs,
              (l, v) -> l.ackTimeoutMs = v,
              "After it, what was not acked is sent again."),
          ms(
              "resume-ms",
              0,
              Limits::resumeMs,
              (l, v) -> l.resumeMs = v,
              "How long a session is kept after its connection is gone."),
          ms(
              "session-save-ms",
              1,
              Limits::sessionSaveMs,
              (l, v) -> l.sessionSaveMs = v,
              "How long a cursor that moved may stay unsaved."),
          ms(
              "publish-timeout-ms",
              10,
              Limits::publishTimeoutMs,
              (l, v) -> l.publishTimeoutMs = v,
              "After it, a publish without an answer from the log is answered with timeout."),
          ms(
              "dedupe-window-ms",
              0,
              Limits::dedupeWindowMs,
              (l, v) -> l.dedupeWindowMs = v,
              "How long after its last use a publish key is recognised."),
          count(
              "dedupe-keys-max",
              1,
              Limits::dedupeKeysMax,
              (l, v) -> l.dedupeKeysMax = v,
              "Publish keys remembered per partition; the one not used for longest goes first."),
          count(
              "ring-messages-max",
              1,
              Limits::ringMessagesMax,
              (l, v) -> l.ringMessagesMax = v,
              "Recent messages kept in memory per room; older ones are read from the log."),
          bytes(
              "ring-bytes-max",
              1,
              Limits::ringBytesMax,
              (l, v) -> l.ringBytesMax = v,
              "The same in bytes."),
          nodeBytes(
              "node-ring-bytes-max",
              Limits::nodeRingBytesMax,
              (l, v) -> l.nodeRingBytesMax = v,
              "The same over all rooms, at most a quarter of the heap; the room that was quiet for longest"
                  + " gives up its own first."),
          count(
              "read-messages-max",
              1,
              Limits::readMessagesMax,
              (l, v) -> l.readMessagesMax = v,
              "Messages per read of the log."),
          bytes(
              "read-bytes-max",
              1,
              Limits::readBytesMax,
              (l, v) -> l.readBytesMax = v,
              "Bytes per read of the log."),
          count(
              "stretches-max",
              1,
              Limits::stretchesMax,
              (l, v) -> l.stretchesMax = v,
              "Stretches of a room's log kept at once for clients that catch up."),
          nodeBytes(
              "node-stretch-bytes-max",
              Limits::nodeStretchBytesMax,
              (l, v) -> l.nodeStretchBytesMax = v,
              "The same in bytes over all rooms; the one read first goes first."),
          count(
              "batch-messages-max",
              1,
              Limits::batchMessagesMax,
              (l, v) -> l.batchMessagesMax = v,
              "Messages per write to one client."),
          bytes(
              "batch-bytes-max",
              1,
              Limits::batchBytesMax,
              (l, v) -> l.batchBytesMax = v,
              "Bytes per write to one client."),
          count(
              "in-flight-max",
              2,
              Limits::inFlightMax,
              (l, v) -> l.inFlightMax = v,
              "Requests of one connection that wait on the log or a store; then it is not read from."),
          count(
              "outbox-frames-max",
              2,
              Limits::outboxFramesMax,
              (l, v) -> l.outboxFramesMax = v,
              "Replies that wait for one client's socket; then it is not read from."),
          count(
              "ephemerals-max",
              1,
              Limits::ephemeralsMax,
              (l, v) -> l.ephemeralsMax = v,
              "Ephemeral messages that wait for one client's socket; the oldest is dropped."),
          count(
              "history-max",
              1,
              Limits::historyMax,
              (l, v) -> l.historyMax = v,
              "Messages per history page, and replayed by a join's history; more asked for is cut."),
          count(
              "presence-members-max",
              1,
              Limits::presenceMembersMax,
              (l, v) -> l.presenceMembersMax = v,
              "Members listed in a presence reply; its count is never cut."),
          count(
              "presence-events-members-max",
              1,
              Limits::presenceEventsMembersMax,
              (l, v) -> l.presenceEventsMembersMax = v,
              "Members of a room on this node beyond which it gets no presence changes."),
          new Row<>(
              Key.of(
                  "presence-events",
                  Kinds.list("a pattern of 1 to 256 characters", LimitKeys::isPattern),
                  String.join(",", Limits.DEFAULT.presenceEvents()),
                  "Patterns of the rooms that get presence changes, such as team.*,lobby."),
              (l, v) -> l.presenceEvents = v),
          ms(
              "token-expiring-ms",
              0,
              Limits::tokenExpiringMs,
              (l, v) -> l.tokenExpiringMs = v,
              "How long before its token expires a client is told."),
          ms(
              "connection-age-ms",
              0,
              Limits::connectionAgeMs,
              (l, v) -> l.connectionAgeMs = v,
              "Age, less up to a tenth, at which a client is asked to reconnect; 0 is never."),
          ms(
              "reconnect-grace-ms",
              0,
              Limits::reconnectGraceMs,
              (l, v) -> l.reconnectGraceMs = v,
              "How long after that it is closed with 1001."),
          count(
              "bad-frames-max",
              0,
              Limits::badFramesMax,
              (l, v) -> l.badFramesMax = v,
              "Bad frames of one connection; the next closes it with 1008."),
          count(
              "rate-breaches-max",
              0,
              Limits::rateBreachesMax,
              (l, v) -> l.rateBreachesMax = v,
              "Frames over the rate limit in one connection; the next closes it with 4429."),
          new Row<>(
              Key.of(
                  "slow-consumers",
                  Kinds.choice(Limits.SlowConsumers.class),
                  Limits.DEFAULT.slowConsumers().name().toLowerCase(Locale.ROOT),
                  "What becomes of a client that reads too slowly: it reads on from the log, or is"
                      + " closed with 4408."),
              (l, v) -> l.slowConsumers = v));

  static final List<Key<?>> ALL =
      ROWS.stream().map(Row::key).collect(Collectors.toUnmodifiableList());

  private LimitKeys() {}

  /** Returns the bounds that the values make. */
  static Limits limits(Values values) {
    return Limits.DEFAULT.with(limits -> ROWS.forEach(row -> row.apply(limits, values)));
  }

  private static boolean isPattern(String text) {
    return !text.isEmpty() && text.length() <= 256;
  }

  private static Row<Integer> count(
      String name,
      int min,
      Function<Limits, Integer> of,
      BiConsumer<Limits.Edit, Integer> set,
      String doc) {
    return row(name, Kinds.whole(min, COUNT_MAX), of, set, doc);
  }

  private static Row<Integer> bytes(
      String name,
      int min,
      Function<Limits, Integer> of,
      BiConsumer<Limits.Edit, Integer> set,
      String doc) {
    return row(name, Kinds.whole(min, BYTES_MAX), of, set, doc);
  }

  private static Row<Long> nodeBytes(
      String name, Function<Limits, Long> of, BiConsumer<Limits.Edit, Long> set, String doc) {
    return row(name, Kinds.large(1, 1L << 40), of, set, doc);
  }

  private static Row<Long> ms(
      String name,
      long min,
      Function<Limits, Long> of,
      BiConsumer<Limits.Edit, Long> set,
      String doc) {
    return row(name, Kinds.large(min, MS_MAX), of, set, doc);
  }

  private static <T> Row<T> row(
      String name,
      Kind<T> kind,
      Function<Limits, T> of,
      BiConsumer<Limits.Edit, T> set,
      String doc) {
    return new Row<>(Key.of(name, kind, String.valueOf(of.apply(Limits.DEFAULT)), doc), set);
  }
}

package heliograph.domain;

import java.util.List;
import java.util.function.Consumer;

/**
 * Every bound of the domain, and what happens there. Times in milliseconds, sizes in bytes; bounds
 * are inclusive.
 *
 * @param maxFrameBytes told to clients; enforced by the transport: a larger frame closes with 1009
 * @param heartbeatMs told to clients; enforced by the transport
 * @param maxRooms rooms a session may be in, its inbox not counted; then {@code too_many_rooms}
 * @param ackWindow messages outstanding in an acknowledged room; further ones wait in the log
 * @param ackTimeoutMs after it, what was not acked is sent again
 * @param resumeMs how long a session is kept after its connection is gone
 * @param sessionSaveMs how long a cursor that moved may stay unsaved
 * @param publishTimeoutMs after it, a publish is answered with {@code timeout}
 * @param dedupeWindowMs how long after its last use a publish key is recognised, by the log's clock
 * @param dedupeKeysMax keys remembered per partition; the one not used for longest is forgotten
 *     first
 * @param ringMessagesMax recent messages kept in memory per room; older ones are read from the log
 * @param ringBytesMax the same in bytes
 * @param nodeRingBytesMax the same over all rooms; the room that was quiet for longest gives its
 *     ring up first
 * @param readMessagesMax messages per read of the log
 * @param readBytesMax bytes per read of the log
 * @param stretchesMax stretches read from the log and kept per room for those that still want them
 * @param nodeStretchBytesMax the same in bytes over all rooms; the one read first goes first
 * @param batchMessagesMax messages per write to one client
 * @param batchBytesMax bytes per write to one client, as far as known before encoding
 * @param inFlightMax requests of one connection that wait on the log or a store; then it is not
 *     read from until half of them are answered
 * @param outboxFramesMax replies that wait for one client's socket; then it is not read from
 * @param ephemeralsMax ephemeral messages and presence changes that wait for one client's socket;
 *     then the oldest is dropped
 * @param historyMax messages per history page and replayed by {@code history} of a join; more asked
 *     for is cut
 * @param presenceMembersMax members listed in a presence reply; the count is never cut
 * @param presenceEventsMembersMax members of a room on this node beyond which presence changes are
 *     not sent there
 * @param presenceEvents patterns of the rooms that get presence changes; none by default
 * @param tokenExpiringMs how long before expiry a client is told
 * @param connectionAgeMs age at which a client is asked to reconnect, so that load spreads; the
 *     real age lies up to a tenth below; 0 for never
 * @param reconnectGraceMs how long after that it is closed with 1001
 * @param badFramesMax bad frames of one connection; the next closes it with 1008
 * @param rateBreachesMax frames over the rate limit in one connection; the next closes it with 4429
 * @param slowConsumers what becomes of a client whose cursor fell off the ring
 */
public record Limits(
    int maxFrameBytes,
    long heartbeatMs,
    int maxRooms,
    int ackWindow,
    long ackTimeoutMs,
    long resumeMs,
    long sessionSaveMs,
    long publishTimeoutMs,
    long dedupeWindowMs,
    int dedupeKeysMax,
    int ringMessagesMax,
    int ringBytesMax,
    long nodeRingBytesMax,
    int readMessagesMax,
    int readBytesMax,
    int stretchesMax,
    long nodeStretchBytesMax,
    int batchMessagesMax,
    int batchBytesMax,
    int inFlightMax,
    int outboxFramesMax,
    int ephemeralsMax,
    int historyMax,
    int presenceMembersMax,
    int presenceEventsMembersMax,
    List<String> presenceEvents,
    long tokenExpiringMs,
    long connectionAgeMs,
    long reconnectGraceMs,
    int badFramesMax,
    int rateBreachesMax,
    SlowConsumers slowConsumers) {

  /** What becomes of a client that reads more slowly than its rooms talk. */
  public enum SlowConsumers {
    /** It reads on from the log; the default. */
    CATCH_UP,
    /** It is closed with 4408. */
    CLOSE
  }

  public Limits {
    presenceEvents = List.copyOf(presenceEvents);
  }

  /** The defaults; what a node has unless it is told otherwise. */
  public static final Limits DEFAULT =
      new Limits(
          65_536,
          25_000,
          1_000,
          256,
          30_000,
          120_000,
          2_000,
          10_000,
          300_000,
          50_000,
          1_024,
          1 << 20,
          256L << 20,
          512,
          1 << 20,
          4,
          64L << 20,
          256,
          64 << 10,
          256,
          256,
          64,
          500,
          1_000,
          200,
          List.of(),
          60_000,
          0,
          5_000,
          10,
          100,
          SlowConsumers.CATCH_UP);

  /** Returns a copy with some bounds changed: {@code DEFAULT.with(l -> l.ackWindow = 4)}. */
  public Limits with(Consumer<Edit> change) {
    Edit edit = new Edit(this);
    change.accept(edit);
    return edit.done();
  }

  /** A copy under change; the fields are those of {@link Limits}. For one thread. */
  public static final class Edit {
    public int maxFrameBytes;
    public long heartbeatMs;
    public int maxRooms;
    public int ackWindow;
    public long ackTimeoutMs;
    public long resumeMs;
    public long sessionSaveMs;
    public long publishTimeoutMs;
    public long dedupeWindowMs;
    public int dedupeKeysMax;
    public int ringMessagesMax;
    public int ringBytesMax;
    public long nodeRingBytesMax;
    public int readMessagesMax;
    public int readBytesMax;
    public int stretchesMax;
    public long nodeStretchBytesMax;
    public int batchMessagesMax;
    public int batchBytesMax;
    public int inFlightMax;
    public int outboxFramesMax;
    public int ephemeralsMax;
    public int historyMax;
    public int presenceMembersMax;
    public int presenceEventsMembersMax;
    public List<String> presenceEvents;
    public long tokenExpiringMs;
    public long connectionAgeMs;
    public long reconnectGraceMs;
    public int badFramesMax;
    public int rateBreachesMax;
    public SlowConsumers slowConsumers;

    private Edit(Limits from) {
      maxFrameBytes = from.maxFrameBytes;
      heartbeatMs = from.heartbeatMs;
      maxRooms = from.maxRooms;
      ackWindow = from.ackWindow;
      ackTimeoutMs = from.ackTimeoutMs;
      resumeMs = from.resumeMs;
      sessionSaveMs = from.sessionSaveMs;
      publishTimeoutMs = from.publishTimeoutMs;
      dedupeWindowMs = from.dedupeWindowMs;
      dedupeKeysMax = from.dedupeKeysMax;
      ringMessagesMax = from.ringMessagesMax;
      ringBytesMax = from.ringBytesMax;
      nodeRingBytesMax = from.nodeRingBytesMax;
      readMessagesMax = from.readMessagesMax;
      readBytesMax = from.readBytesMax;
      stretchesMax = from.stretchesMax;
      nodeStretchBytesMax = from.nodeStretchBytesMax;
      batchMessagesMax = from.batchMessagesMax;
      batchBytesMax = from.batchBytesMax;
      inFlightMax = from.inFlightMax;
      outboxFramesMax = from.outboxFramesMax;
      ephemeralsMax = from.ephemeralsMax;
      historyMax = from.historyMax;
      presenceMembersMax = from.presenceMembersMax;
      presenceEventsMembersMax = from.presenceEventsMembersMax;
      presenceEvents = from.presenceEvents;
      tokenExpiringMs = from.tokenExpiringMs;
      connectionAgeMs = from.connectionAgeMs;
      reconnectGraceMs = from.reconnectGraceMs;
      badFramesMax = from.badFramesMax;
      rateBreachesMax = from.rateBreachesMax;
      slowConsumers = from.slowConsumers;
    }

    private Limits done() {
      return new Limits(
          maxFrameBytes,
          heartbeatMs,
          maxRooms,
          ackWindow,
          ackTimeoutMs,
          resumeMs,
          sessionSaveMs,
          publishTimeoutMs,
          dedupeWindowMs,
          dedupeKeysMax,
          ringMessagesMax,
          ringBytesMax,
          nodeRingBytesMax,
          readMessagesMax,
          readBytesMax,
          stretchesMax,
          nodeStretchBytesMax,
          batchMessagesMax,
          batchBytesMax,
          inFlightMax,
          outboxFramesMax,
          ephemeralsMax,
          historyMax,
          presenceMembersMax,
          presenceEventsMembersMax,
          presenceEvents,
          tokenExpiringMs,
          connectionAgeMs,
          reconnectGraceMs,
          badFramesMax,
          rateBreachesMax,
          slowConsumers);
    }
  }
}

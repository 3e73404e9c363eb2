package heliograph.domain.message;

import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import java.util.Objects;

/**
 * A message that no log keeps: typing marks, cursors. No position, no order against the log, may be
 * dropped.
 *
 * <p>One object a node for all members; compared by identity. Immutable but for the attachment.
 */
public final class Ephemeral implements ServerFrame, SharedFrame {
  private final RoomName room;
  private final UserId from;
  private final long atMs;
  private final Payload payload;
  private final SessionId skip;
  private volatile Object attachment;

  /**
   * Makes an ephemeral message.
   *
   * @param from the publishing user; null where a foreign producer did not say
   * @param atMs when it was published, epoch milliseconds by the publishing node's clock
   * @param skip the session that must not get it back, or null
   */
  public Ephemeral(RoomName room, UserId from, long atMs, Payload payload, SessionId skip) {
    this.room = Objects.requireNonNull(room);
    this.from = from;
    this.atMs = atMs;
    this.payload = Objects.requireNonNull(payload);
    this.skip = skip;
  }

  public RoomName room() {
    return room;
  }

  public UserId from() {
    return from;
  }

  public long atMs() {
    return atMs;
  }

  public Payload payload() {
    return payload;
  }

  public SessionId skip() {
    return skip;
  }

  @Override
  public Object attachment() {
    return attachment;
  }

  @Override
  public void attach(Object encoded) {
    attachment = encoded;
  }
}

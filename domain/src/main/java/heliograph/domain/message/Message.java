package heliograph.domain.message;

import heliograph.domain.id.Epoch;
import heliograph.domain.id.RoomName;
import java.util.Objects;

/**
 * A room's message as its members see it: one object a node for all of them, so that it is encoded
 * once.
 *
 * <p>All fields but the attachment are immutable. Compared by identity.
 */
public final class Message implements ServerFrame, SharedFrame {
  /** {@link #prev} where the node does not know the message before this one. */
  public static final long UNKNOWN = -2;

  private final Epoch epoch;
  private final LogRecord log;
  private final long prev;
  private volatile Object attachment;

  /**
   * Makes the message of a record.
   *
   * @param prev position of the room's message before it, -1 if it is the first, {@link #UNKNOWN}
   */
  public Message(Epoch epoch, LogRecord log, long prev) {
    this.epoch = Objects.requireNonNull(epoch);
    this.log = Objects.requireNonNull(log);
    this.prev = prev;
  }

  public Epoch epoch() {
    return epoch;
  }

  public RoomName room() {
    return log.room();
  }

  public long position() {
    return log.position();
  }

  public long prev() {
    return prev;
  }

  public LogRecord log() {
    return log;
  }

  /** Returns roughly what it holds in memory before it is encoded, in bytes. */
  public int sizeBytes() {
    return log.sizeBytes();
  }

  @Override
  public Object attachment() {
    return attachment;
  }

  @Override
  public void attach(Object encoded) {
    attachment = encoded;
  }

  @Override
  public String toString() {
    return "Message[" + room() + "@" + position() + "]";
  }
}

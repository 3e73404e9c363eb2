package heliograph.domain.message;

import heliograph.domain.id.Epoch;
import heliograph.domain.id.RoomName;
import java.util.List;

/**
 * What a read found: every record the log keeps of the room in {@code (after, upTo]}, oldest first,
 * duplicates among them.
 *
 * @param after exclusive lower bound of what is covered: for a read after a position that position,
 *     or with a {@code gap} the last one that is gone
 * @param upTo inclusive upper bound of what is covered; {@code after} if nothing
 * @param gap for a read after a position: whether records after it may be gone, by retention
 * @param end the last position of the room's partition, of whatever room; -1 where it is empty
 * @param more whether there is more of the room beyond, in the direction of the read
 */
public record Stretch(
    RoomName room,
    Epoch epoch,
    long after,
    long upTo,
    List<LogRecord> records,
    boolean gap,
    long end,
    boolean more) {
  public Stretch {
    records = List.copyOf(records);
  }
}

package heliograph.redis;

import heliograph.domain.Input;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import heliograph.domain.message.ServerFrame.Present;
import java.nio.charset.StandardCharsets;

/** What the scripts write: values and messages of lines, as no id holds a line's end. */
final class PresenceLines {
  private PresenceLines() {}

  /**
   * Reads a message: joined or left, when, session, user, room.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Input.PresenceChanged change(byte[] message) {
    String[] lines = lines(message, 5);
    boolean joined = lines[0].equals("joined");
    if (!joined && !lines[0].equals("left")) {
      throw new IllegalArgumentException("neither joined nor left");
    }
    return new Input.PresenceChanged(
        new RoomName(lines[4]),
        new UserId(lines[3]),
        new SessionId(lines[2]),
        Long.parseLong(lines[1]),
        joined);
  }

  /**
   * Reads a member: holders, since, user.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Present member(byte[] session, byte[] value) {
    String[] lines = lines(value, 3);
    return new Present(
        new UserId(lines[2]), new SessionId(text(session)), Long.parseLong(lines[1]));
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String[] lines(byte[] bytes, int count) {
    String[] lines = text(bytes).split("\n", -1);
    if (lines.length != count) {
      throw new IllegalArgumentException(lines.length + " lines for " + count);
    }
    return lines;
  }
}

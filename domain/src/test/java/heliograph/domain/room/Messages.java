package heliograph.domain.room;

import heliograph.domain.id.Epoch;
import heliograph.domain.id.RoomName;
import heliograph.domain.message.LogRecord;
import heliograph.domain.message.Message;
import heliograph.domain.message.Payload;

/** Messages of which only the position and the size matter. */
final class Messages {
  private Messages() {}

  static Message message(long position) {
    return message(position, 10);
  }

  static Message message(long position, int size) {
    return new Message(new Epoch("e"), record(position, size, 0), Message.UNKNOWN);
  }

  static LogRecord record(long position) {
    return record(position, 10, 0);
  }

  static LogRecord record(long position, int size, long atMs) {
    Payload payload = new Payload(Payload.Type.BYTES, new byte[size]);
    return new LogRecord(new RoomName("r"), 0, position, atMs, null, null, payload, null, null);
  }
}

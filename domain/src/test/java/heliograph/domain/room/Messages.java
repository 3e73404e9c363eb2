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
    Payload payload = new Payload(Payload.Type.BYTES, new byte[size]);
    LogRecord log =
        new LogRecord(new RoomName("r"), 0, position, 0, null, null, payload, null, null);
    return new Message(new Epoch("e"), log, Message.UNKNOWN);
  }
}

package heliograph.testkit.contract;

import heliograph.domain.id.MessageKey;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import heliograph.domain.message.Draft;
import heliograph.domain.message.Payload;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Values the contract suites share. */
final class Fixtures {
  static final UserId ALICE = new UserId("alice");

  private Fixtures() {}

  /** Makes a name no other test uses, so that suites may share one log or store. */
  static String unique(String prefix) {
    return prefix + "-" + UUID.randomUUID();
  }

  static RoomName freshRoom() {
    return new RoomName(unique("room-žü-日本-🛰"));
  }

  static SessionId freshSession() {
    return new SessionId(unique("s-é"));
  }

  static Payload json(String text) {
    return new Payload(Payload.Type.JSON, text.getBytes(StandardCharsets.UTF_8));
  }

  static Payload bytes(int size) {
    return new Payload(Payload.Type.BYTES, new byte[size]);
  }

  /** A draft without key, skip and trace. */
  static Draft draft(RoomName room, Payload payload) {
    return new Draft(room, ALICE, null, payload, null, null);
  }

  static Draft keyed(RoomName room, String key, Payload payload) {
    return new Draft(room, ALICE, new MessageKey(key), payload, null, null);
  }
}

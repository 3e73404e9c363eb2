package heliograph.testkit.contract;

import heliograph.domain.id.MessageKey;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import heliograph.domain.message.Draft;
import heliograph.domain.message.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Random;
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

  /** Makes one JSON value of so many bytes, at least one. */
  static Payload jsonOf(int size) {
    return json(size == 1 ? "7" : '"' + "x".repeat(size - 2) + '"');
  }

  /** Makes one CBOR item of so many bytes: an array of small numbers, or one of them. */
  static Payload cborOf(int size) {
    byte[] item = new byte[size];
    if (size > 1) {
      // An array without a given length: a log may look at what it is given, and this is one item.
      item[0] = (byte) 0x9f;
      item[size - 1] = (byte) 0xff;
    }
    return new Payload(Payload.Type.CBOR, item);
  }

  static Payload randomBytes(int size) {
    byte[] data = new byte[size];
    new Random(size).nextBytes(data);
    return new Payload(Payload.Type.BYTES, data);
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

package heliograph.websocket.protocol;

import heliograph.domain.id.RoomName;
import heliograph.domain.message.Ephemeral;
import heliograph.domain.message.Payload;
import java.util.Arrays;

/** A message's data as the two formats write it. */
final class Encodes {
  private static final String JSON_HEAD = "{\"type\":\"message\",\"room\":\"r\",\"at\":0,\"data\":";
  private static final String JSON_TAIL = ",\"ephemeral\":true}";
  private static final int CBOR_HEAD =
      Bytes.hex("a5 6474797065 676d657373616765 64726f6f6d 6172 626174 00 6464617461").length;
  private static final int CBOR_TAIL = Bytes.hex("69657068656d6572616c f5").length;

  private Encodes() {}

  static byte[] frame(WireFormat format, Payload payload) {
    return format.encode(new Ephemeral(new RoomName("r"), null, 0, payload, null));
  }

  /** Returns what stands between {@code "data":} and {@code ,"ephemeral"}. */
  static String json(Payload payload) {
    String frame = Bytes.text(frame(WireFormat.json(), payload));
    return frame.substring(JSON_HEAD.length(), frame.length() - JSON_TAIL.length());
  }

  /** Returns the item that stands for the data, in hex. */
  static String cbor(Payload payload) {
    byte[] frame = frame(WireFormat.cbor(), payload);
    return Bytes.hex(Arrays.copyOfRange(frame, CBOR_HEAD, frame.length - CBOR_TAIL));
  }

  static Payload json(String text) {
    return new Payload(Payload.Type.JSON, Bytes.utf8(text));
  }

  static Payload cborPayload(String hex) {
    return new Payload(Payload.Type.CBOR, Bytes.hex(hex));
  }
}

package heliograph.conformance.fuzz;

import heliograph.domain.id.RoomName;
import heliograph.domain.message.Ephemeral;
import heliograph.domain.message.Payload;
import heliograph.domain.message.Request;
import heliograph.domain.message.ServerFrame;
import heliograph.websocket.protocol.Decoded;
import heliograph.websocket.protocol.WireFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What must hold of either codec. */
final class Codecs {
  private static final RoomName ROOM = new RoomName("r");
  private static final int DATA_BYTES_MAX = 65_536;
  private static final int MARGIN = 3;

  /** Requests of each kind; random inputs start from these. */
  static final List<String> REQUESTS =
      List.of(
          """
          {"type":"join","id":1,"room":"r","from":{"epoch":"E","position":7},"ack":true}""",
          """
          {"type":"publish","id":"\\u00e9","room":"r","data":{"a":[1,-2.5e3,"\\u00e9\\n",null]}}""",
          """
          {"type":"publish","id":2,"room":"r","data":["🙂",{"":{"b":[[],{}]}},1e400,-0,12345678901234567890]}""",
          """
          {"type":"publish","id":3,"room":"r","data":0.1,"key":"k","echo":false,"ephemeral":false}""",
          """
          {"type":"send","id":-4,"user":"bob","data":[true,false,{"x":"\\ud83d\\ude42\\ud800"}],"key":"K"}""",
          """
          {"type":"history","id":6,"room":"r","limit":50,"before":4294967296}""",
          """
          {"type":"refresh","id":7,"token":"a.b.c"}""",
          """
          {"type":"ack","acks":[{"room":"r","position":7},{"room":"s","position":8}]}""");

  private Codecs() {}

  /** Decodes amid other bytes, and checks what a refusal says. */
  static Decoded decode(WireFormat format, byte[] frame) {
    byte[] around = new byte[frame.length + 2 * MARGIN];
    Arrays.fill(around, (byte) '1');
    System.arraycopy(frame, 0, around, MARGIN, frame.length);
    byte[] before = around.clone();
    Decoded decoded = format.decode(around, MARGIN, frame.length, DATA_BYTES_MAX);
    Target.require(Arrays.equals(around, before), "changed its input");
    Target.require(
        decoded.equals(format.decode(frame, 0, frame.length, DATA_BYTES_MAX)),
        "reads bytes around its slice");
    if (decoded instanceof Decoded.Bad bad) {
      told(new ServerFrame.Failure(bad.id(), bad.code(), bad.message()));
    }
    return decoded;
  }

  /** Returns the data of a publish or send; null for anything else. */
  static Payload dataOf(Decoded decoded) {
    return switch (decoded) {
      case Decoded.Ok(Request.Publish publish) -> publish.data();
      case Decoded.Ok(Request.Send send) -> send.data();
      case Decoded other -> null;
    };
  }

  /** Writes data as a message in both formats, checks that both say the same, and returns that. */
  static Object told(Payload data) {
    return ((Map<?, ?>) told(new Ephemeral(ROOM, null, 0, data, null))).get("data");
  }

  private static Object told(ServerFrame frame) {
    byte[] json = WireFormat.json().encode(frame);
    Object asJson = Trees.ofJson(json);
    Target.require(asJson != null, "Jackson refuses the JSON that was written");
    Target.require(Utf8Reading.isWhole(json), "the JSON that was written is not UTF-8");
    byte[] cbor = WireFormat.cbor().encode(frame);
    Object asCbor = Trees.ofCbor(cbor);
    boolean exact = frame instanceof Ephemeral e && e.payload().type() != Payload.Type.JSON;
    if (!exact && asCbor != null && !Trees.isInexact(asJson) && !Trees.isInexact(asCbor)) {
      Target.require(asJson.equals(asCbor), "in JSON " + asJson + ", in CBOR " + asCbor);
    }
    return asJson;
  }
}

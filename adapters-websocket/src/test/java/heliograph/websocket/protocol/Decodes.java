package heliograph.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.message.Payload;
import heliograph.domain.message.Request;
import java.util.Arrays;

/** Decoding as tests call it; the frame always stands in the midst of a larger array. */
final class Decodes {
  private Decodes() {}

  static Decoded json(String frame) {
    return decode(WireFormat.json(), Bytes.utf8(frame));
  }

  static Decoded cbor(String hex) {
    return decode(WireFormat.cbor(), Bytes.hex(hex));
  }

  static Decoded decode(WireFormat format, byte[] frame) {
    return decode(format, frame, Integer.MAX_VALUE);
  }

  static Decoded decode(WireFormat format, byte[] frame, int dataBytesMax) {
    byte[] around = new byte[frame.length + 7];
    Arrays.fill(around, (byte) '1');
    System.arraycopy(frame, 0, around, 3, frame.length);
    return format.decode(around, 3, frame.length, dataBytesMax);
  }

  static Request request(Decoded decoded) {
    assertThat(decoded).isInstanceOf(Decoded.Ok.class);
    return ((Decoded.Ok) decoded).request();
  }

  static Decoded.Bad bad(Decoded decoded) {
    assertThat(decoded).isInstanceOf(Decoded.Bad.class);
    return (Decoded.Bad) decoded;
  }

  /** Returns the data of a publish whose {@code data} is the CBOR item {@code hex}. */
  static Payload cborData(String hex) {
    return ((Request.Publish) request(decode(WireFormat.cbor(), cborPublish(Bytes.hex(hex)))))
        .data();
  }

  static byte[] cborPublish(byte[] item) {
    byte[] head = Bytes.hex("a4 6474797065 677075626c697368 626964 01 64726f6f6d 6172 6464617461");
    byte[] frame = Arrays.copyOf(head, head.length + item.length);
    System.arraycopy(item, 0, frame, head.length, item.length);
    return frame;
  }

  static Payload jsonData(String json) {
    String frame = "{\"type\":\"publish\",\"id\":1,\"room\":\"r\",\"data\":" + json + "}";
    return ((Request.Publish) request(json(frame))).data();
  }
}

package heliograph.websocket.protocol;

import heliograph.domain.message.ServerFrame;
import java.util.Objects;

/** The protocol as JSON in text frames. */
final class JsonFormat implements WireFormat {
  static final JsonFormat INSTANCE = new JsonFormat();

  private JsonFormat() {}

  @Override
  public String subprotocol() {
    return "heliograph.v1.json";
  }

  @Override
  public boolean binary() {
    return false;
  }

  @Override
  public Decoded decode(byte[] buf, int offset, int length, int dataBytesMax) {
    Objects.checkFromIndexSize(offset, length, buf.length);
    return RequestReader.read(new JsonCursor(buf, offset, offset + length), dataBytesMax);
  }

  @Override
  public byte[] encode(ServerFrame frame, Scratch scratch, Framing framing) {
    return FrameWriter.write(
        frame, new JsonOutput(scratch.atLeast(FrameWriter.sizeHint(frame))), framing);
  }
}

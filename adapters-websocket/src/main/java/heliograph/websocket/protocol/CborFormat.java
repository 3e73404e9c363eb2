package heliograph.websocket.protocol;

import heliograph.domain.message.ServerFrame;
import java.util.Objects;

/** The protocol as CBOR in binary frames. */
final class CborFormat implements WireFormat {
  static final CborFormat INSTANCE = new CborFormat();

  private CborFormat() {}

  @Override
  public String subprotocol() {
    return "heliograph.v1.cbor";
  }

  @Override
  public boolean binary() {
    return true;
  }

  @Override
  public Decoded decode(byte[] buf, int offset, int length, int dataBytesMax) {
    Objects.checkFromIndexSize(offset, length, buf.length);
    CborCursor cursor = new CborCursor(buf, offset, offset + length, dataBytesMax);
    return RequestReader.read(cursor, dataBytesMax);
  }

  @Override
  public byte[] encode(ServerFrame frame, Scratch scratch, Framing framing) {
    return FrameWriter.write(
        frame, new CborOutput(scratch.atLeast(FrameWriter.sizeHint(frame))), framing);
  }
}

package heliograph.websocket.connection;

import heliograph.domain.message.ServerFrame;
import heliograph.websocket.protocol.WireFormat;
import java.util.List;

/**
 * The batch a writer encoded last, as bytes. Members of a room get the same frames one after the
 * other; what was put together for one is then used for the next. For one thread.
 */
final class LastBatch {
  private final Encoder encoder;
  private final Gather joining = new Gather();

  private List<ServerFrame> frames = List.of();
  private WireFormat format;
  private int deflateWindowBytes;

  /** Null where it is not to be used again. */
  private byte[] bytes;

  LastBatch(Encoder encoder) {
    this.encoder = encoder;
  }

  /** Adds a batch's bytes to what is to be written. */
  void collect(List<ServerFrame> batch, Connection to, Gather gather) {
    if (bytes == null || !isSame(batch, to)) {
      encode(batch, to);
    }
    if (bytes != null) {
      gather.add(bytes);
    } else {
      joining.moveTo(gather);
    }
  }

  private void encode(List<ServerFrame> batch, Connection to) {
    frames = batch;
    format = to.format();
    deflateWindowBytes = to.deflateWindowBytes();
    boolean shareable = true;
    for (int i = 0; i < batch.size(); i++) {
      ServerFrame frame = batch.get(i);
      // A failure may name the connection, so the same one may not read the same elsewhere.
      shareable &= !(frame instanceof ServerFrame.Failure);
      joining.add(encoder.encode(frame, to));
    }
    bytes = shareable && joining.fitsOneWrite() ? joining.next() : null;
  }

  /** Keeps nothing for the next. */
  void forget() {
    frames = List.of();
    bytes = null;
  }

  private boolean isSame(List<ServerFrame> batch, Connection to) {
    if (format != to.format()
        || deflateWindowBytes != to.deflateWindowBytes()
        || frames.size() != batch.size()) {
      return false;
    }
    for (int i = 0; i < batch.size(); i++) {
      if (frames.get(i) != batch.get(i)) {
        return false;
      }
    }
    return true;
  }
}

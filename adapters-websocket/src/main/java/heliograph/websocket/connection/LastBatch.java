package heliograph.websocket.connection;

import heliograph.domain.message.ServerFrame;
import heliograph.websocket.protocol.Scratch;
import heliograph.websocket.protocol.WireFormat;
import java.util.List;

/**
 * The batch a writer encoded last. Members of a room get the same frames one after the other: for
 * the second of them they are put together, and used as such for all that follow. For one thread.
 */
final class LastBatch {
  private final Encoder encoder;
  private final Scratch scratch = new Scratch();
  private final Gather joining = new Gather();

  private List<ServerFrame> frames = List.of();
  private WireFormat format;
  private int deflateWindowBytes;

  /** Null where it was not put together. */
  private byte[] bytes;

  LastBatch(Encoder encoder) {
    this.encoder = encoder;
  }

  /** Adds a batch's bytes to what is to be written. */
  void collect(List<ServerFrame> batch, Connection to, Gather gather) {
    boolean again = isSame(batch, to);
    if (!again || bytes == null) {
      encode(batch, to, again);
    }
    if (bytes != null) {
      gather.add(bytes);
    } else {
      joining.moveTo(gather);
    }
  }

  private void encode(List<ServerFrame> batch, Connection to, boolean again) {
    // Were a frame to fail, nothing of this batch, nor of the last, may be taken for the next.
    forget();
    joining.clear();
    boolean shareable = true;
    for (int i = 0; i < batch.size(); i++) {
      ServerFrame frame = batch.get(i);
      // A failure may name the connection, so the same one may not read the same elsewhere.
      shareable &= !(frame instanceof ServerFrame.Failure);
      joining.add(encoder.encode(frame, to, scratch));
    }
    boolean worthIt = again || batch.size() == 1;
    bytes = worthIt && shareable && joining.fitsOneWrite() ? joining.takeAll() : null;
    frames = batch;
    format = to.format();
    deflateWindowBytes = to.deflateWindowBytes();
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

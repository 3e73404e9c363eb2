package heliograph.websocket.connection;

import heliograph.domain.ErrorCode;
import heliograph.domain.message.Ephemeral;
import heliograph.domain.message.Message;
import heliograph.domain.message.ServerFrame;
import heliograph.domain.message.SharedFrame;
import heliograph.websocket.deflate.DeflateCodecs;
import heliograph.websocket.deflate.Negotiation.Agreement;
import heliograph.websocket.frame.FrameEncoder;
import heliograph.websocket.frame.Opcode;
import heliograph.websocket.protocol.Scratch;
import heliograph.websocket.protocol.WireFormat;

/**
 * Makes whole WebSocket frames of the protocol's frames. Those of messages are kept with them, in
 * {@link EncodedForms}, so that a message for thousands is encoded, and compressed, once.
 * Thread-safe.
 */
final class Encoder {
  private final DeflateCodecs codecs;
  private final int compressMinBytes;

  Encoder(DeflateCodecs codecs, int compressMinBytes) {
    this.codecs = codecs;
    this.compressMinBytes = compressMinBytes;
  }

  /**
   * Returns the frame as this connection is to get it; not to be written to.
   *
   * @param scratch the calling thread's own
   */
  byte[] encode(ServerFrame frame, Connection to, Scratch scratch) {
    return switch (frame) {
      case Message message -> shared(message, forms(message), to, scratch);
      case Ephemeral ephemeral -> shared(ephemeral, forms(ephemeral), to, scratch);
      case ServerFrame.Failure failure when failure.code() == ErrorCode.INTERNAL ->
          fresh(traceable(failure, to), to, scratch);
      case ServerFrame other -> fresh(other, to, scratch);
    };
  }

  /** Returns a message's frame, compressed if that may be and gains something. */
  byte[] message(boolean binary, byte[] buf, int off, int len, int windowBytes) {
    byte[] plain = FrameEncoder.frame(opcode(binary), false, buf, off, len);
    return mayCompress(plain, windowBytes) ? compressed(plain) : plain;
  }

  private byte[] shared(ServerFrame frame, EncodedForms forms, Connection to, Scratch scratch) {
    boolean binary = to.format().binary();
    int window = to.deflateWindowBytes();
    byte[] found = forms.get(binary, window > 0);
    if (found != null && (window == 0 || Agreement.isWhole(window))) {
      return found;
    }
    synchronized (forms) {
      byte[] plain = forms.get(binary, false);
      if (plain == null) {
        plain = plain(frame, to.format(), scratch);
        forms.put(binary, false, plain);
      }
      if (!mayCompress(plain, window)) {
        return plain;
      }
      if (forms.get(binary, true) == null) {
        forms.put(binary, true, compressed(plain));
      }
      return forms.get(binary, true);
    }
  }

  private EncodedForms forms(SharedFrame frame) {
    if (frame.attachment() instanceof EncodedForms forms) {
      return forms;
    }
    synchronized (this) {
      if (!(frame.attachment() instanceof EncodedForms)) {
        frame.attach(new EncodedForms());
      }
      return (EncodedForms) frame.attachment();
    }
  }

  private byte[] fresh(ServerFrame frame, Connection to, Scratch scratch) {
    byte[] plain = plain(frame, to.format(), scratch);
    return mayCompress(plain, to.deflateWindowBytes()) ? compressed(plain) : plain;
  }

  private static byte[] plain(ServerFrame frame, WireFormat format, Scratch scratch) {
    Opcode opcode = opcode(format.binary());
    return format.encode(
        frame, scratch, (buf, off, end) -> FrameEncoder.frame(opcode, false, buf, off, end - off));
  }

  private static Opcode opcode(boolean binary) {
    return binary ? Opcode.BINARY : Opcode.TEXT;
  }

  /** Returns whether compression was agreed to, and cannot refer further back than agreed. */
  private static boolean mayCompress(byte[] frame, int windowBytes) {
    return Agreement.isWhole(windowBytes)
        || windowBytes > 0 && frame.length - headerBytes(frame) <= windowBytes;
  }

  /** Returns a frame's compressed form, or the frame itself where that gains nothing. */
  private byte[] compressed(byte[] frame) {
    int header = headerBytes(frame);
    int payload = frame.length - header;
    if (payload < compressMinBytes) {
      return frame;
    }
    byte[] smaller = codecs.compress(frame, header, payload);
    Opcode opcode = (frame[0] & 0x0F) == Opcode.BINARY.code() ? Opcode.BINARY : Opcode.TEXT;
    return smaller.length < payload
        ? FrameEncoder.frame(opcode, true, smaller, 0, smaller.length)
        : frame;
  }

  /** The second byte tells (RFC 6455 §5.2). */
  private static int headerBytes(byte[] frame) {
    return switch (frame[1]) {
      case 126 -> 4;
      case 127 -> 10;
      default -> 2;
    };
  }

  /** A fault of ours is named by the connection's id, under which the log tells more. */
  private static ServerFrame.Failure traceable(ServerFrame.Failure failure, Connection to) {
    return new ServerFrame.Failure(
        failure.id(),
        failure.code(),
        failure.message() + " (" + to.correlationId() + ")",
        failure.retryAfterMs());
  }
}

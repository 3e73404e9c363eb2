package heliograph.websocket.frame;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A handler that writes down what it is called with, one line a call, and what a decoder refused as
 * the last: {@code text:hello}, {@code binary:00ff}, {@code ping:}, {@code close:1000:bye}, {@code
 * refused:1002}.
 */
public final class Recorder implements FrameHandler {

  private final List<String> events = new ArrayList<>();
  private String refusal = "";

  /** Decodes the whole in parts of this size. */
  public static List<String> decode(FrameDecoder decoder, int chunk, byte[] bytes) {
    return new Recorder().feed(decoder, chunk, bytes).events();
  }

  /** Decodes the whole at once. */
  public static List<String> decode(FrameDecoder decoder, byte[] bytes) {
    return decode(decoder, Math.max(1, bytes.length), bytes);
  }

  public Recorder feed(FrameDecoder decoder, int chunk, byte[] bytes) {
    for (int off = 0; off < bytes.length; off += chunk) {
      int len = Math.min(chunk, bytes.length - off);
      // Amid other bytes, which must stay as they are.
      byte[] buf = new byte[len + 2];
      System.arraycopy(bytes, off, buf, 1, len);
      try {
        decoder.decode(buf, 1, len, this);
      } catch (ProtocolViolation violation) {
        refusal = violation.reason();
        events.add("refused:" + violation.closeCode());
      }
      if (buf[0] != 0 || buf[len + 1] != 0) {
        throw new AssertionError("bytes outside the slice were changed");
      }
    }
    return this;
  }

  public List<String> events() {
    return events;
  }

  public String refusal() {
    return refusal;
  }

  @Override
  public void text(byte[] buf, int off, int len) {
    events.add("text:" + new String(buf, off, len, UTF_8));
  }

  @Override
  public void binary(byte[] buf, int off, int len) {
    events.add("binary:" + HexFormat.of().formatHex(buf, off, off + len));
  }

  @Override
  public void ping(byte[] buf, int off, int len) {
    events.add("ping:" + new String(buf, off, len, ISO_8859_1));
  }

  @Override
  public void pong(byte[] buf, int off, int len) {
    events.add("pong:" + new String(buf, off, len, ISO_8859_1));
  }

  @Override
  public void close(int code, String reason) {
    events.add("close:" + code + ":" + reason);
  }
}

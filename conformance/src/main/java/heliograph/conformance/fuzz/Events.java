package heliograph.conformance.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.websocket.frame.FrameHandler;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Writes down what a decoder says, one line a call. */
final class Events implements FrameHandler {
  private final List<String> all = new ArrayList<>();

  List<String> all() {
    return all;
  }

  void refused(int code) {
    all.add("refused " + code);
  }

  @Override
  public void text(byte[] buf, int off, int len) {
    add("text", buf, off, len);
  }

  @Override
  public void binary(byte[] buf, int off, int len) {
    add("binary", buf, off, len);
  }

  @Override
  public void ping(byte[] buf, int off, int len) {
    add("ping", buf, off, len);
  }

  @Override
  public void pong(byte[] buf, int off, int len) {
    add("pong", buf, off, len);
  }

  @Override
  public void close(int code, String reason) {
    byte[] bytes = reason.getBytes(UTF_8);
    add("close " + code, bytes, 0, bytes.length);
  }

  private void add(String what, byte[] buf, int off, int len) {
    all.add(what + " " + HexFormat.of().formatHex(buf, off, off + len));
  }
}

package heliograph.websocket.frame;

import heliograph.bench.jmh.ShortRun;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** A client's frame: unmasked, checked for UTF-8, handed on. */
public class FrameBenchmark extends ShortRun implements FrameHandler {
  private static final int MASK = 0x1f2e3d4c;

  /** Of the payload. */
  @Param({"16", "64", "200", "2048"})
  public int bytes;

  private final FrameDecoder decoder = new FrameDecoder(65_536);
  private byte[] frame;
  private byte[] buffer;
  private byte[] ascii;
  private byte[] mixed;
  private long seen;

  @Setup
  public void prepare() {
    ascii = "a".repeat(bytes).getBytes(StandardCharsets.US_ASCII);
    mixed = "aé€😀bc".repeat(bytes / 12 + 1).getBytes(StandardCharsets.UTF_8);
    int header = FrameEncoder.headerBytes(bytes);
    frame = new byte[header + 4 + bytes];
    FrameEncoder.writeHeader(frame, 0, Opcode.TEXT, false, bytes);
    frame[1] |= (byte) 0x80;
    for (int i = 0; i < 4; i++) {
      frame[header + i] = (byte) (MASK >>> 8 * i);
    }
    System.arraycopy(ascii, 0, frame, header + 4, bytes);
    for (int i = 0; i < bytes; i++) {
      frame[header + 4 + i] ^= (byte) (MASK >>> 8 * (i & 3));
    }
    buffer = new byte[frame.length];
  }

  /** Copies the frame first, as decoding unmasks it in place; a socket read would, too. */
  @Benchmark
  public long decode() throws ProtocolViolation {
    System.arraycopy(frame, 0, buffer, 0, frame.length);
    decoder.decode(buffer, 0, frame.length, this);
    return seen;
  }

  @Benchmark
  public int unmask() {
    return Masking.apply(buffer, 0, bytes, MASK);
  }

  @Benchmark
  public boolean utf8Ascii() {
    return Utf8Validator.isValid(ascii, 0, ascii.length);
  }

  @Benchmark
  public boolean utf8Mixed() {
    return Utf8Validator.isValid(mixed, 0, bytes / 12 * 12);
  }

  @Override
  public void text(byte[] buf, int off, int len) {
    seen += len;
  }

  @Override
  public void binary(byte[] buf, int off, int len) {
    seen += len;
  }

  @Override
  public void ping(byte[] buf, int off, int len) {
    seen += len;
  }

  @Override
  public void pong(byte[] buf, int off, int len) {
    seen += len;
  }

  @Override
  public void close(int code, String reason) {
    seen += code;
  }
}

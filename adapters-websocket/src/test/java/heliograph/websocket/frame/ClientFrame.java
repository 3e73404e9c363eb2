package heliograph.websocket.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/** A client's frame, right or wrong, as its bytes: masked unless asked otherwise. */
public record ClientFrame(int firstByte, byte[] payload, int key) {

  public static final int FIN = 0x80;
  public static final int RSV1 = 0x40;
  private static final int KEY = 0xA1B2C3D4;

  public static ClientFrame of(int firstByte, byte[] payload) {
    return new ClientFrame(firstByte, payload, KEY);
  }

  public static ClientFrame text(String text) {
    return of(FIN | Opcode.TEXT.code(), text.getBytes(UTF_8));
  }

  public static ClientFrame binary(byte[] payload) {
    return of(FIN | Opcode.BINARY.code(), payload);
  }

  /** A message's first fragment. */
  public static ClientFrame textStart(String text) {
    return of(Opcode.TEXT.code(), text.getBytes(UTF_8));
  }

  /** A fragment in the middle. */
  public static ClientFrame more(String text) {
    return of(Opcode.CONTINUATION.code(), text.getBytes(UTF_8));
  }

  /** A message's last fragment. */
  public static ClientFrame end(String text) {
    return of(FIN | Opcode.CONTINUATION.code(), text.getBytes(UTF_8));
  }

  public static ClientFrame ping(String text) {
    return of(FIN | Opcode.PING.code(), text.getBytes(UTF_8));
  }

  public static ClientFrame pong(String text) {
    return of(FIN | Opcode.PONG.code(), text.getBytes(UTF_8));
  }

  public static ClientFrame close(int code, String reason) {
    byte[] text = reason.getBytes(UTF_8);
    byte[] payload = new byte[2 + text.length];
    payload[0] = (byte) (code >>> 8);
    payload[1] = (byte) code;
    System.arraycopy(text, 0, payload, 2, text.length);
    return close(payload);
  }

  public static ClientFrame close(byte[] payload) {
    return of(FIN | Opcode.CLOSE.code(), payload);
  }

  public byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(firstByte);
    int length = payload.length;
    if (length < 126) {
      out.write(0x80 | length);
    } else if (length <= 0xFFFF) {
      out.write(0x80 | 126);
      out.write(length >>> 8);
      out.write(length);
    } else {
      out.write(0x80 | 127);
      out.writeBytes(new byte[4]);
      for (int shift = 24; shift >= 0; shift -= 8) {
        out.write(length >>> shift);
      }
    }
    byte[] mask = {(byte) (key >>> 24), (byte) (key >>> 16), (byte) (key >>> 8), (byte) key};
    out.writeBytes(mask);
    // Byte by byte as §5.3 has it, so that the code under test is not its own witness.
    for (int i = 0; i < length; i++) {
      out.write(payload[i] ^ mask[i % 4]);
    }
    return out.toByteArray();
  }

  public static byte[] bytes(ClientFrame... frames) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (ClientFrame frame : frames) {
      out.writeBytes(frame.bytes());
    }
    return out.toByteArray();
  }

  public static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}

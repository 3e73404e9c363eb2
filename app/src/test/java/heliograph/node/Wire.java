package heliograph.node;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A socket to a node: sends exactly the bytes it is told, shows exactly those that came. Whatever
 * does not come within {@link #PATIENCE_MS} is an {@link UncheckedIOException}. For one thread.
 */
final class Wire implements AutoCloseable {
  static final int PATIENCE_MS = 30_000;
  static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

  /** What RFC 6455 §1.3 gives for {@link #KEY}. */
  static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

  static final int CONTINUATION = 0x0;
  static final int TEXT = 0x1;
  static final int BINARY = 0x2;
  static final int CLOSE = 0x8;
  static final int PING = 0x9;
  static final int PONG = 0xA;

  /** One frame as it came. */
  record Frame(int firstByte, byte[] payload) {
    int opcode() {
      return firstByte & 0x0F;
    }

    boolean fin() {
      return (firstByte & 0x80) != 0;
    }

    boolean rsv1() {
      return (firstByte & 0x40) != 0;
    }

    /** The code of a close frame; 1005 where it has none. */
    int closeCode() {
      return payload.length < 2 ? 1005 : (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
    }
  }

  /** A response's head, and its body if it announces one. */
  record Response(int status, List<String> headers, String body) {
    /** The value of a header, or null. */
    String header(String name) {
      for (String header : headers) {
        if (header.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
          return header.substring(name.length() + 1).strip();
        }
      }
      return null;
    }
  }

  private final Socket socket = new Socket();
  private final DataInputStream in;

  Wire(int port) {
    this(port, 0);
  }

  /** Takes the size of the receive buffer, so that the node is soon stopped; 0 for the default. */
  Wire(int port, int receiveBytes) {
    try {
      if (receiveBytes > 0) {
        socket.setReceiveBufferSize(receiveBytes);
      }
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MS);
      socket.setSoTimeout(PATIENCE_MS);
      socket.setTcpNoDelay(true);
      in = new DataInputStream(socket.getInputStream());
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(e);
    }
  }

  /** A valid handshake without a token, with further lines. */
  static String handshake(String target, String... lines) {
    StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\n");
    request.append("Host: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n");
    request.append("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + KEY + "\r\n");
    for (String line : lines) {
      request.append(line).append("\r\n");
    }
    return request.append("\r\n").toString();
  }

  /** Sends a request and returns what it is answered with. */
  Response request(String request) {
    send(request.getBytes(StandardCharsets.ISO_8859_1));
    return readResponse();
  }

  Response readResponse() {
    try {
      List<String> lines = new ArrayList<>();
      for (String line = readLine(); !line.isEmpty(); line = readLine()) {
        lines.add(line);
      }
      int status = Integer.parseInt(lines.getFirst().split(" ")[1]);
      Response head = new Response(status, lines.subList(1, lines.size()), "");
      String length = head.header("Content-Length");
      byte[] body = new byte[length == null ? 0 : Integer.parseInt(length)];
      in.readFully(body);
      return new Response(status, head.headers(), new String(body, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.readUnsignedByte(); b != '\n'; b = in.readUnsignedByte()) {
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  void send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a whole, masked message. */
  void send(int opcode, byte... payload) {
    send(frame(0x80 | opcode, payload));
  }

  /** A client's frame, masked, with any first byte. */
  static byte[] frame(int firstByte, byte... payload) {
    byte[] mask = {0x11, (byte) 0xE2, 0x33, (byte) 0xC4};
    ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.length + 14);
    frame.write(firstByte);
    length(frame, 0x80, payload.length);
    frame.writeBytes(mask);
    for (int i = 0; i < payload.length; i++) {
      frame.write(payload[i] ^ mask[i % 4]);
    }
    return frame.toByteArray();
  }

  /** A frame as clients must not send it. */
  static byte[] unmasked(int firstByte, byte... payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.length + 10);
    frame.write(firstByte);
    length(frame, 0, payload.length);
    frame.writeBytes(payload);
    return frame.toByteArray();
  }

  /** Only the head of a frame whose payload would be so long. */
  static byte[] head(int firstByte, long length) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(firstByte);
    length(frame, 0x80, length);
    frame.writeBytes(new byte[4]);
    return frame.toByteArray();
  }

  private static void length(ByteArrayOutputStream frame, int maskBit, long length) {
    if (length >= 0 && length < 126) {
      frame.write(maskBit | (int) length);
    } else if (length >= 0 && length <= 0xFFFF) {
      frame.write(maskBit | 126);
      frame.write((int) length >> 8);
      frame.write((int) length);
    } else {
      frame.write(maskBit | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        frame.write((int) (length >> shift));
      }
    }
  }

  /** Reads a frame; null where the connection ended, in order or by a reset. */
  Frame read() {
    try {
      int first = in.read();
      if (first < 0) {
        return null;
      }
      int second = in.readUnsignedByte();
      if ((second & 0x80) != 0) {
        throw new AssertionError("the node masked a frame");
      }
      long length = second;
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = in.readLong();
      }
      byte[] payload = new byte[Math.toIntExact(length)];
      in.readFully(payload);
      return new Frame(first, payload);
    } catch (java.net.SocketException | EOFException e) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads all there is until the node ends the connection; fails if it does not. */
  byte[] readToEnd() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[4_096];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        all.write(buffer, 0, n);
      }
    } catch (java.net.SocketException e) {
      // Reset: an end like any other.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toByteArray();
  }

  /** How long to wait for the node from now on. */
  void patience(int ms) {
    try {
      socket.setSoTimeout(ms);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends its own sending direction only. */
  void endOutput() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the connection with a reset. */
  void reset() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

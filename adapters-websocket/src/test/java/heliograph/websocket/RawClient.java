package heliograph.websocket;

import heliograph.websocket.frame.Opcode;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client made of a socket: says exactly what it is told, and shows exactly what came. */
public final class RawClient implements AutoCloseable {
  public static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
  public static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

  private static final int PATIENCE_MS = 60_000;

  /** One frame as it came. */
  public record Frame(Opcode opcode, boolean fin, boolean rsv1, byte[] payload) {
    public String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    /** The code of a close frame; 1005 where it has none. */
    public int closeCode() {
      return payload.length < 2 ? 1005 : (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
    }

    public String closeReason() {
      return new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
    }
  }

  /** A response's head, and its body if it announces one. */
  public record Response(int status, List<String> headers, String body) {
    /** The value of a header, or null. */
    public String header(String name) {
      for (String header : headers) {
        if (header.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
          return header.substring(name.length() + 1).strip();
        }
      }
      return null;
    }
  }

  private final Socket socket;
  private final DataInputStream in;

  public RawClient(int port) {
    this(port, 0);
  }

  /** Takes the size of its receive buffer, so that a server is stopped early; 0 for the default. */
  public RawClient(int port, int receiveBytes) {
    this(port, receiveBytes, new Socket());
  }

  /** Connects a socket, which may be one for TLS. */
  public RawClient(int port, int receiveBytes, Socket socket) {
    this.socket = socket;
    try {
      if (receiveBytes > 0) {
        socket.setReceiveBufferSize(receiveBytes);
      }
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setSoTimeout(PATIENCE_MS);
      socket.setTcpNoDelay(true);
      in = new DataInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A client whose handshake is done; takes lines to add to it. */
  public static RawClient open(int port, String... headers) {
    return new RawClient(port).upgraded(headers);
  }

  /** Does its handshake; takes lines to add to it. */
  public RawClient upgraded(String... headers) {
    RawClient client = this;
    Response response = client.request(handshake("/ws", headers));
    if (response.status() != 101) {
      throw new IllegalStateException(response.toString());
    }
    return client;
  }

  /** A valid handshake, with a token and whatever lines are given. */
  public static String handshake(String path, String... headers) {
    return bareHandshake(path, "Authorization: Bearer alice", String.join("\r\n", headers));
  }

  /** A valid handshake without a token. */
  public static String bareHandshake(String path, String... headers) {
    StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\n");
    request.append("Host: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n");
    request.append("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + KEY + "\r\n");
    for (String header : headers) {
      if (!header.isEmpty()) {
        request.append(header).append("\r\n");
      }
    }
    return request.append("\r\n").toString();
  }

  public Response request(String request) {
    sendRaw(request.getBytes(StandardCharsets.ISO_8859_1));
    return readResponse();
  }

  public Response readResponse() {
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

  public void sendRaw(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void sendText(String text) {
    sendRaw(frame(true, Opcode.TEXT, text.getBytes(StandardCharsets.UTF_8)));
  }

  public void send(Opcode opcode, byte... payload) {
    sendRaw(frame(true, opcode, payload));
  }

  public void sendClose(int code) {
    send(Opcode.CLOSE, (byte) (code >> 8), (byte) code);
  }

  /** A client's frame, masked. */
  public static byte[] frame(boolean fin, Opcode opcode, byte[] payload) {
    return frame((fin ? 0x80 : 0) | opcode.code(), payload);
  }

  /** A client's frame with any first byte. */
  public static byte[] frame(int firstByte, byte[] payload) {
    byte[] mask = {1, 2, 3, 4};
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(firstByte);
    if (payload.length < 126) {
      frame.write(0x80 | payload.length);
    } else if (payload.length <= 0xFFFF) {
      frame.write(0x80 | 126);
      frame.write(payload.length >> 8);
      frame.write(payload.length);
    } else {
      frame.write(0x80 | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        frame.write((int) ((long) payload.length >> shift));
      }
    }
    frame.writeBytes(mask);
    for (int i = 0; i < payload.length; i++) {
      frame.write(payload[i] ^ mask[i % 4]);
    }
    return frame.toByteArray();
  }

  public Frame readFrame() {
    try {
      int first = in.readUnsignedByte();
      int second = in.readUnsignedByte();
      long length = second & 0x7F;
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = in.readLong();
      }
      byte[] payload = new byte[(int) length];
      in.readFully(payload);
      for (Opcode opcode : Opcode.values()) {
        if (opcode.code() == (first & 0x0F) && (second & 0x80) == 0) {
          return new Frame(opcode, (first & 0x80) != 0, (first & 0x40) != 0, payload);
        }
      }
      throw new IllegalStateException("no frame: " + first + " " + second);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next frame that is no ping; pings are answered. */
  public Frame readMessage() {
    Frame frame = readFrame();
    while (frame.opcode() == Opcode.PING) {
      send(Opcode.PONG, frame.payload());
      frame = readFrame();
    }
    return frame;
  }

  /** Reads on until the socket ends; true if it ended in an orderly way, false if it was reset. */
  public boolean readToEnd() {
    try {
      while (true) {
        in.readByte();
      }
    } catch (EOFException e) {
      return true;
    } catch (SocketTimeoutException e) {
      throw new UncheckedIOException("the socket did not end", e);
    } catch (IOException e) {
      return false;
    }
  }

  /** Ends its own sending direction only. */
  public void shutdownOutput() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the connection with a reset. */
  public void reset() {
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

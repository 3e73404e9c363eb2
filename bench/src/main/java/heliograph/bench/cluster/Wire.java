package heliograph.bench.cluster;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A WebSocket of a client that blocks, which costs little on virtual threads. Answers pings.
 *
 * <p>Reading is for one thread; any may send.
 */
public final class Wire implements Closeable {
  /** The server closed, or the connection broke (code 1006). */
  public static final class Closed extends IOException {
    private static final long serialVersionUID = 1;
    private final int code;

    Closed(int code, String reason) {
      super(code + (reason.isEmpty() ? "" : " " + reason));
      this.code = code;
    }

    public int code() {
      return code;
    }
  }

  /** The upgrade was answered with anything but 101. */
  public static final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    Refused(String line) {
      super(line);
    }
  }

  private static final int HEAD_MAX = 8_192;
  private static final int FRAME_MAX = 1 << 20;
  private static final int BUFFER_BYTES = 4_096;
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final ReentrantLock sending = new ReentrantLock();

  private Wire(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES));
    this.out = socket.getOutputStream();
  }

  /**
   * Connects and shakes hands.
   *
   * @param resume null for a new session
   * @param timeoutMs of the connection and of each wait for its answer
   */
  public static Wire connect(InetSocketAddress node, String token, String resume, int timeoutMs)
      throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(timeoutMs);
      socket.connect(node, timeoutMs);
      Wire wire = new Wire(socket);
      wire.upgrade(node, token, resume);
      return wire;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private void upgrade(InetSocketAddress node, String token, String resume) throws IOException {
    String path = resume == null ? "/ws" : "/ws?resume=" + resume;
    String head =
        """
        GET %s HTTP/1.1
        Host: %s:%d
        Upgrade: websocket
        Connection: Upgrade
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
        Sec-WebSocket-Version: 13
        Authorization: Bearer %s

        """
            .formatted(path, node.getHostString(), node.getPort(), token)
            .replace("\n", "\r\n");
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    StringBuilder answer = new StringBuilder();
    while (answer.indexOf("\r\n\r\n") < 0) {
      int c = in.read();
      if (c < 0 || answer.length() > HEAD_MAX) {
        throw new Closed(1006, "during the handshake");
      }
      answer.append((char) c);
    }
    String status = answer.substring(0, answer.indexOf("\r\n"));
    if (!status.startsWith("HTTP/1.1 101")) {
      throw new Refused(status);
    }
  }

  /**
   * Waits for the next message.
   *
   * @param timeoutMs of silence; a {@link java.net.SocketTimeoutException} then ends the use of
   *     this wire, pings count as life
   * @throws Closed if the server closed
   */
  public byte[] next(int timeoutMs) throws IOException {
    socket.setSoTimeout(timeoutMs);
    while (true) {
      int first = in.read();
      if (first < 0) {
        throw new Closed(1006, "");
      }
      byte[] payload = in.readNBytes(length());
      switch (first & 0x0f) {
        case TEXT -> {
          return payload;
        }
        case PING -> send(0x80 | PONG, payload);
        case CLOSE -> throw closed(payload);
        default -> {
          // Nothing else is sent to a client that speaks JSON.
        }
      }
    }
  }

  private int length() throws IOException {
    int second = in.readUnsignedByte();
    long length =
        switch (second & 0x7f) {
          case 126 -> in.readUnsignedShort();
          case 127 -> in.readLong();
          default -> second & 0x7f;
        };
    if (length > FRAME_MAX) {
      throw new IOException("a frame of " + length + " bytes");
    }
    return (int) length;
  }

  private static Closed closed(byte[] payload) {
    if (payload.length < 2) {
      return new Closed(1005, "");
    }
    int code = ByteBuffer.wrap(payload).getShort() & 0xffff;
    return new Closed(code, new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8));
  }

  /** Sends a text message. */
  public void send(String text) throws IOException {
    send(0x80 | TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The mask is all zeros: allowed, and no work. */
  private void send(int first, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
    frame.put((byte) first);
    if (payload.length < 126) {
      frame.put((byte) (0x80 | payload.length));
    } else if (payload.length < 65_536) {
      frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
    } else {
      frame.put((byte) (0x80 | 127)).putLong(payload.length);
    }
    frame.putInt(0).put(payload);
    sending.lock();
    try {
      out.write(frame.array(), 0, frame.position());
    } finally {
      sending.unlock();
    }
  }

  /** Cuts the connection without a close handshake, as a bad network does. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone anyway.
    }
  }
}

package heliograph.bench.hostile;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A connection's beginning. */
record Upgrade(SocketChannel channel, byte[] rest) {
  private static final int HEAD_BYTES_MAX = 8_192;

  /**
   * Opens a connection that says nothing yet.
   *
   * @param receiveBytes of the kernel's receive buffer; 0 for what is usual
   */
  static SocketChannel open(int port, int receiveBytes) throws IOException {
    SocketChannel channel = SocketChannel.open();
    if (receiveBytes > 0) {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBytes);
    }
    channel.connect(new InetSocketAddress("127.0.0.1", port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    return channel;
  }

  static byte[] request(int port, String token) {
    return ("GET /ws HTTP/1.1\r\nHost: 127.0.0.1:"
            + port
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            + "Authorization: Bearer "
            + token
            + "\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Connects and shakes hands; blocking. */
  static Upgrade of(int port, String token, int receiveBytes) throws IOException {
    SocketChannel channel = open(port, receiveBytes);
    channel.write(ByteBuffer.wrap(request(port, token)));
    ByteBuffer answer = ByteBuffer.allocate(HEAD_BYTES_MAX);
    while (answer.hasRemaining() && channel.read(answer) >= 0) {
      String head = new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1);
      int end = head.indexOf("\r\n\r\n");
      if (end >= 0) {
        if (!head.startsWith("HTTP/1.1 101")) {
          throw new IOException("not upgraded: " + head.lines().findFirst().orElse(""));
        }
        return new Upgrade(channel, Arrays.copyOfRange(answer.array(), end + 4, answer.position()));
      }
    }
    throw new IOException("closed during the handshake");
  }
}

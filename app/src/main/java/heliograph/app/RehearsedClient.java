package heliograph.app;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client on a bare socket, so that the cache holds no classes of a client. For one thread. */
final class RehearsedClient {
  private static final int TIMEOUT_MS = 30_000;
  private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");

  private RehearsedClient() {}

  /** Talks on as many connections, one after the other. */
  static void talk(int port, int connections, int messagesEach) throws IOException {
    String token = token(port);
    for (int i = 0; i < connections; i++) {
      talk(port, token, messagesEach);
    }
  }

  /** Joins a room and publishes into it, waiting for each message to come back. */
  private static void talk(int port, String token, int messages) throws IOException {
    try (Socket socket = connect(port)) {
      String upgrade =
          "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
              + "Authorization: Bearer "
              + token
              + "\r\n\r\n";
      socket.getOutputStream().write(upgrade.getBytes(StandardCharsets.US_ASCII));
      send(socket.getOutputStream(), "{\"type\":\"join\",\"id\":0,\"room\":\"a\"}");
      await(socket.getInputStream(), "\"joined\"");
      for (int i = 1; i <= messages; i++) {
        String publish = "{\"type\":\"publish\",\"id\":%d,\"room\":\"a\",\"data\":{\"n\":%d}}";
        send(socket.getOutputStream(), publish.formatted(i, i));
        await(socket.getInputStream(), "{\"n\":" + i + "}");
      }
    }
  }

  /** Asks for a page and reads it as far as a wanted text. */
  static void get(int port, String path, String wanted) throws IOException {
    ask(port, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n", wanted);
  }

  private static String token(int port) throws IOException {
    String body = "{\"sub\":\"a\"}";
    String answer =
        ask(
            port,
            "POST /dev/token HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/json\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body,
            "\"expiresAt\"");
    Matcher token = TOKEN.matcher(answer);
    if (!token.find()) {
      throw new IOException("no token: " + answer);
    }
    return token.group(1);
  }

  private static String ask(int port, String request, String wanted) throws IOException {
    try (Socket socket = connect(port)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return await(socket.getInputStream(), wanted);
    }
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(TIMEOUT_MS);
    socket.setTcpNoDelay(true);
    return socket;
  }

  /** A text frame; the mask is any, and need not be random here. */
  private static void send(OutputStream out, String text) throws IOException {
    byte[] mask = {1, 2, 3, 4};
    byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
    byte[] frame = new byte[6 + payload.length];
    frame[0] = (byte) 0x81;
    frame[1] = (byte) (0x80 | payload.length);
    System.arraycopy(mask, 0, frame, 2, mask.length);
    for (int i = 0; i < payload.length; i++) {
      frame[6 + i] = (byte) (payload[i] ^ mask[i & 3]);
    }
    out.write(frame);
  }

  private static String await(InputStream in, String wanted) throws IOException {
    StringBuilder seen = new StringBuilder();
    byte[] buffer = new byte[4_096];
    while (seen.indexOf(wanted) < 0) {
      int read = in.read(buffer);
      if (read < 0) {
        throw new EOFException("the node ended the conversation");
      }
      seen.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
    }
    return seen.toString();
  }
}

package heliograph.bench.peers;

import java.nio.charset.StandardCharsets;

/** The project's own protocol in JSON; every client is a user of its own, by a token. */
final class HeliographDialect extends Dialect {
  private static final byte[] WELCOME = bytes("{\"type\":\"welcome\"");
  private static final byte[] JOINED = bytes("{\"type\":\"joined\"");
  private static final byte[] MESSAGE = bytes("{\"type\":\"message\"");
  private static final byte[] ERROR = bytes("{\"type\":\"error\"");
  private static final byte[] DATA = bytes("\"data\":\"");

  private final String token;

  HeliographDialect(String token) {
    this.token = token;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  String path() {
    return "/ws";
  }

  @Override
  String headers() {
    return "Authorization: Bearer " + token + "\r\n";
  }

  @Override
  void opened(Events events) {
    // The server speaks first.
  }

  @Override
  String join(String room) {
    return "{\"type\":\"join\",\"id\":1,\"room\":\"" + room + "\"}";
  }

  @Override
  String before(String room, int payloadBytes) {
    return "{\"type\":\"publish\",\"id\":2,\"room\":\"" + room + "\",\"data\":\"";
  }

  @Override
  String after() {
    return "\"}";
  }

  @Override
  void received(byte[] bytes, int off, int len, Events events) {
    int end = off + len;
    if (at(bytes, off, end, MESSAGE)) {
      events.delivery(bytes, data(bytes, off, end));
    } else if (at(bytes, off, end, JOINED)) {
      events.joined();
    } else if (at(bytes, off, end, WELCOME)) {
      events.ready();
    } else if (at(bytes, off, end, ERROR)) {
      throw new IllegalStateException(new String(bytes, off, len, StandardCharsets.UTF_8));
    }
  }

  private static int data(byte[] bytes, int off, int end) {
    for (int i = off + MESSAGE.length; i < end; i++) {
      if (bytes[i] == 'd' && bytes[i - 1] == '"' && at(bytes, i - 1, end, DATA)) {
        return i - 1 + DATA.length;
      }
    }
    throw new IllegalStateException("a message without data");
  }
}

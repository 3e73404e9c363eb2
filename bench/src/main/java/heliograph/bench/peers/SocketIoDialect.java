package heliograph.bench.peers;

import java.nio.charset.StandardCharsets;

/** Socket.IO 4: its packets (protocol 5) in those of Engine.IO (protocol 4), on WebSocket only. */
final class SocketIoDialect extends Dialect {
  private static final byte[] EVENT = "42[\"m\",\"".getBytes(StandardCharsets.US_ASCII);

  @Override
  String path() {
    return "/socket.io/?EIO=4&transport=websocket";
  }

  @Override
  void opened(Events events) {
    // The server speaks first.
  }

  @Override
  String join(String room) {
    return "420[\"join\",\"" + room + "\"]";
  }

  @Override
  String before(String room, int payloadBytes) {
    return "42[\"m\",\"";
  }

  @Override
  String after() {
    return "\"]";
  }

  @Override
  void received(byte[] bytes, int off, int len, Events events) {
    switch (bytes[off]) {
      case '0' -> events.answer("40");
      case '2' -> events.answer("3");
      case '4' -> message(bytes, off, len, events);
      default -> throw new IllegalStateException("Socket.IO sent " + (char) bytes[off]);
    }
  }

  private static void message(byte[] bytes, int off, int len, Events events) {
    if (at(bytes, off, off + len, EVENT)) {
      events.delivery(bytes, off + EVENT.length);
    } else if (bytes[off + 1] == '0') {
      events.ready();
    } else if (bytes[off + 1] == '3') {
      events.joined();
    }
  }
}

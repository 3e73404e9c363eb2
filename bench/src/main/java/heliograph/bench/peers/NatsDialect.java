package heliograph.bench.peers;

import java.nio.charset.StandardCharsets;

/** NATS over WebSocket: its lines are a stream, cut into frames anywhere. */
final class NatsDialect extends Dialect {
  private static final byte[] MESSAGE = "MSG ".getBytes(StandardCharsets.US_ASCII);

  /** A control line holds at most 4,096 bytes; INFO may be longer. */
  private final byte[] line = new byte[16_384];

  private int lineLength;

  /** Bytes of a payload, with its line end, that are still to come. */
  private int toSkip;

  private boolean greeted;
  private boolean subscribed;

  @Override
  int opcode() {
    return 2;
  }

  @Override
  boolean streams() {
    return true;
  }

  @Override
  void opened(Events events) {
    // The server speaks first.
  }

  @Override
  String join(String room) {
    subscribed = true;
    return "SUB " + room + " 1\r\nPING\r\n";
  }

  @Override
  String before(String room, int payloadBytes) {
    return "PUB " + room + " " + payloadBytes + "\r\n";
  }

  @Override
  String after() {
    return "\r\n";
  }

  @Override
  void received(byte[] bytes, int off, int len, Events events) {
    int at = off;
    int end = off + len;
    while (at < end) {
      if (toSkip > 0) {
        int skipped = Math.min(toSkip, end - at);
        toSkip -= skipped;
        at += skipped;
      } else {
        byte next = bytes[at++];
        if (next != '\n') {
          line[lineLength++] = next;
          continue;
        }
        line(bytes, at, end, events);
        lineLength = 0;
      }
    }
  }

  /** Handles a line; what a message's line announces begins at {@code at}. */
  private void line(byte[] bytes, int at, int end, Events events) {
    if (at(line, 0, lineLength, MESSAGE)) {
      toSkip = payloadBytes() + 2;
      if (end - at < Payload.STAMP_BYTES) {
        events.delivery(null, 0);
      } else {
        events.delivery(bytes, at);
      }
      return;
    }
    switch (line[1]) {
      case 'N' ->
          events.answer(
              "CONNECT {\"verbose\":false,\"pedantic\":false,\"lang\":\"bench\",\"protocol\":1}\r\n"
                  + "PING\r\n");
      case 'I' -> events.answer("PONG\r\n");
      case 'O' -> pong(events);
      default ->
          throw new IllegalStateException(
              "NATS sent " + new String(line, 0, lineLength, StandardCharsets.US_ASCII));
    }
  }

  private void pong(Events events) {
    if (!greeted) {
      greeted = true;
      events.ready();
    } else if (subscribed) {
      events.joined();
    }
  }

  private int payloadBytes() {
    int value = 0;
    int unit = 1;
    for (int i = lineLength - 2; line[i] != ' '; i--) {
      value += (line[i] - '0') * unit;
      unit *= 10;
    }
    return value;
  }
}

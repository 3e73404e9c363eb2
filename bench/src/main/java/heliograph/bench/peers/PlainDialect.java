package heliograph.bench.peers;

/** Of the servers of a few lines: the first message names the room, the others go to it. */
final class PlainDialect extends Dialect {
  private boolean joined;

  @Override
  void opened(Events events) {
    events.ready();
  }

  @Override
  String join(String room) {
    return room;
  }

  @Override
  String before(String room, int payloadBytes) {
    return "";
  }

  @Override
  String after() {
    return "";
  }

  @Override
  void received(byte[] bytes, int off, int len, Events events) {
    if (joined) {
      events.delivery(bytes, off);
    } else {
      joined = true;
      events.joined();
    }
  }
}

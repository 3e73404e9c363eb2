package heliograph.bench.peers;

/**
 * How clients of one kind of server speak: what they ask for, and what of its frames is what.
 *
 * <p>One object per connection, used by that connection's reading thread only, but for {@link
 * #before} and {@link #after}, which are constant.
 */
abstract class Dialect {
  /** Who is told what a server's frames were. */
  interface Events {
    /** The server is done with the handshake of its own protocol. */
    void ready();

    /** The room was joined. */
    void joined();

    /** A message of a room: what was published begins at {@code off}. */
    void delivery(byte[] bytes, int off);

    /** The dialect asks for an answer to be sent, such as a heartbeat's. */
    void answer(String text);
  }

  /** Returns the request's path, with its query. */
  String path() {
    return "/";
  }

  /** Returns further header lines, each with its end. */
  String headers() {
    return "";
  }

  /** Returns the opcode of frames to the server: 1 for text, 2 for binary. */
  int opcode() {
    return 1;
  }

  /** Whether frames are but pieces of a stream: then they may be handed over in parts. */
  boolean streams() {
    return false;
  }

  /** The WebSocket is open; some protocols are ready then. */
  abstract void opened(Events events);

  /** Returns what joins a room. */
  abstract String join(String room);

  /** Returns what comes before the payload in a publish. */
  abstract String before(String room, int payloadBytes);

  /** Returns what comes behind it. */
  abstract String after();

  /** Takes a frame's payload, or a piece of it where frames are a stream. */
  abstract void received(byte[] bytes, int off, int len, Events events);

  /** Returns whether {@code text} lies at {@code off}. */
  static boolean at(byte[] bytes, int off, int end, byte[] text) {
    if (end - off < text.length) {
      return false;
    }
    for (int i = 0; i < text.length; i++) {
      if (bytes[off + i] != text[i]) {
        return false;
      }
    }
    return true;
  }
}

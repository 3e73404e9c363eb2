package heliograph.node;

import heliograph.TestNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * A client of the protocol. Reads only while it waits for something; what comes meanwhile and is
 * not what it waits for is kept, in order. Answers pings as it reads. For one thread.
 */
final class TestClient implements AutoCloseable {
  /** How a client connects; each method returns the same object, changed. */
  static final class Opening {
    private final int port;
    private final List<String> headers = new ArrayList<>();
    private Dialect dialect = Dialect.JSON;
    private String token = Tokens.of("alice");
    private String resume = "";
    private int receiveBytes;

    private Opening(int port) {
      this.port = port;
    }

    Opening as(String user) {
      return token(Tokens.of(user));
    }

    Opening token(String token) {
      this.token = token;
      return this;
    }

    Opening in(Dialect dialect) {
      this.dialect = dialect;
      return this;
    }

    Opening resume(String secret) {
      this.resume = "?resume=" + secret;
      return this;
    }

    Opening header(String line) {
      headers.add(line);
      return this;
    }

    /** Takes the size of the receive buffer. */
    Opening narrow(int receiveBytes) {
      this.receiveBytes = receiveBytes;
      return this;
    }

    /** Connects and reads the welcome. */
    TestClient open() {
      Wire wire = new Wire(port, receiveBytes);
      headers.add("Authorization: Bearer " + token);
      headers.add("Sec-WebSocket-Protocol: " + dialect.subprotocol);
      Wire.Response response =
          wire.request(Wire.handshake("/ws" + resume, headers.toArray(String[]::new)));
      if (response.status() != 101) {
        wire.close();
        throw new AssertionError("not let in: " + response);
      }
      TestClient client = new TestClient(wire, dialect, response);
      client.welcome = client.next("welcome");
      return client;
    }
  }

  private final Wire wire;
  private final Dialect dialect;
  private final Wire.Response response;
  private final Deque<JsonNode> kept = new ArrayDeque<>();
  private JsonNode welcome;
  private Wire.Frame close;
  private boolean ended;
  private boolean lastWasCompressed;
  private int lastId;

  /** When it stops to wait for what it waits for, pings or no pings. */
  private long untilNs;

  private TestClient(Wire wire, Dialect dialect, Wire.Response response) {
    this.wire = wire;
    this.dialect = dialect;
    this.response = response;
  }

  static Opening of(TestNode node) {
    return of(node.node().httpPort());
  }

  static Opening of(int port) {
    return new Opening(port);
  }

  static TestClient open(TestNode node, String user) {
    return of(node).as(user).open();
  }

  Wire wire() {
    return wire;
  }

  /** What its handshake was answered with. */
  Wire.Response response() {
    return response;
  }

  JsonNode welcome() {
    return welcome;
  }

  String session() {
    return welcome.get("session").asString();
  }

  String resume() {
    return welcome.get("resume").asString();
  }

  /** Sends a frame without an id; takes names of fields, each followed by its value. */
  void tell(String type, Object... fields) {
    wire.send(dialect.opcode, dialect.write(frame(type, fields)));
  }

  /** Sends a request and returns its id. */
  int send(String type, Object... fields) {
    Map<String, Object> frame = frame(type, fields);
    frame.put("id", ++lastId);
    wire.send(dialect.opcode, dialect.write(frame));
    return lastId;
  }

  /** Sends a request and returns its reply. */
  JsonNode ask(String type, Object... fields) {
    return reply(send(type, fields));
  }

  /** Waits for the reply to a request. */
  JsonNode reply(int id) {
    return next(frame -> frame.path("id").isInt() && frame.get("id").asInt() == id);
  }

  private static Map<String, Object> frame(String type, Object... fields) {
    Map<String, Object> frame = new LinkedHashMap<>();
    frame.put("type", type);
    for (int i = 0; i < fields.length; i += 2) {
      frame.put((String) fields[i], fields[i + 1]);
    }
    return frame;
  }

  /** Waits for the next frame of a type. */
  JsonNode next(String type) {
    return next(frame -> frame.path("type").asString("").equals(type));
  }

  /** Waits for the next message of a room. */
  JsonNode message(String room) {
    return next(frame -> isMessageOf(frame, room));
  }

  /** Waits for so many messages of a room. */
  List<JsonNode> messages(String room, int count) {
    List<JsonNode> messages = new ArrayList<>();
    while (messages.size() < count) {
      messages.add(message(room));
    }
    return messages;
  }

  private static boolean isMessageOf(JsonNode frame, String room) {
    return frame.path("type").asString("").equals("message")
        && frame.get("room").asString().equals(room);
  }

  /** Returns how many messages of a room came and were not asked for. */
  long keptMessages(String room) {
    return kept.stream().filter(frame -> isMessageOf(frame, room)).count();
  }

  /** Waits for the next frame that is wanted. */
  JsonNode next(Predicate<JsonNode> wanted) {
    for (Iterator<JsonNode> i = kept.iterator(); i.hasNext(); ) {
      JsonNode frame = i.next();
      if (wanted.test(frame)) {
        i.remove();
        return frame;
      }
    }
    waitFromNow();
    while (true) {
      JsonNode frame = read();
      if (frame == null) {
        throw new AssertionError("the connection ended first, " + end() + "; came: " + kept);
      }
      if (wanted.test(frame)) {
        return frame;
      }
      kept.addLast(frame);
    }
  }

  private void waitFromNow() {
    untilNs = System.nanoTime() + Wire.PATIENCE_MS * 1_000_000L;
  }

  /** Reads what the protocol says next; null where the connection is at its end. */
  private JsonNode read() {
    while (!ended) {
      if (System.nanoTime() - untilNs > 0) {
        throw new AssertionError("it did not come in time; came: " + kept);
      }
      Wire.Frame frame = wire.read();
      if (frame == null) {
        ended = true;
      } else if (frame.opcode() == Wire.PING) {
        wire.send(Wire.PONG, frame.payload());
      } else if (frame.opcode() == Wire.CLOSE) {
        close = frame;
        ended = true;
      } else if (frame.opcode() == dialect.opcode && frame.fin()) {
        lastWasCompressed = frame.rsv1();
        return dialect.read(frame.rsv1() ? Inflated.of(frame.payload()) : frame.payload());
      } else if (frame.opcode() != Wire.PONG) {
        throw new AssertionError("unexpected frame " + frame.firstByte());
      }
    }
    return null;
  }

  /** Whether the message read last came compressed. */
  boolean lastWasCompressed() {
    return lastWasCompressed;
  }

  /**
   * Reads to the end: the close code, or 1006 where there was no close frame. The close frame is
   * not answered.
   */
  int end() {
    waitFromNow();
    for (JsonNode frame = read(); frame != null; frame = read()) {
      kept.addLast(frame);
    }
    return close == null ? 1006 : close.closeCode();
  }

  /** Reads to the node's close frame, answers it, and ends; returns its code. */
  int leaveAfterClose() {
    int code = end();
    if (close != null) {
      wire.send(Wire.CLOSE, close.payload());
    }
    wire.close();
    return code;
  }

  /** Everything that came and was not asked for. */
  Deque<JsonNode> kept() {
    return kept;
  }

  /** Ends the connection as RFC 6455 §7.1.2 wants it; returns the node's code. */
  int leave() {
    wire.send(Wire.CLOSE, (byte) (1000 >> 8), (byte) 1000);
    int code = end();
    wire.close();
    return code;
  }

  /** Ends it without a word. */
  @Override
  public void close() {
    wire.close();
  }
}

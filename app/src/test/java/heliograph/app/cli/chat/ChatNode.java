package heliograph.app.cli.chat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * As much of a node as the chat can tell: mints tokens, upgrades, keeps one room's messages, and
 * can be told to misbehave. Thread-safe.
 */
final class ChatNode implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<Client> clients = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  /** Guarded by this. */
  private final List<ObjectNode> log = new ArrayList<>();

  private volatile boolean development = true;
  private volatile int refuseUpgradesWith;
  private volatile int publishesToCut;
  private volatile int publishesToFail;

  ChatNode() throws IOException {
    Thread.startVirtualThread(this::acceptAll);
  }

  String url() {
    return "ws://127.0.0.1:" + server.getLocalPort() + "/ws";
  }

  /** Request lines of all upgrades. */
  List<String> requests() {
    return requests;
  }

  synchronized List<String> texts() {
    return log.stream().map(m -> m.path("data").path("text").asString("")).toList();
  }

  void noDevelopment() {
    development = false;
  }

  void refuseUpgradesWith(int status) {
    refuseUpgradesWith = status;
  }

  /** Cuts the connection right after taking each of so many publishes, without an answer. */
  void cutAfterPublishes(int count) {
    publishesToCut = count;
  }

  void failPublishes(int count) {
    publishesToFail = count;
  }

  void closeAll(int code) {
    clients.forEach(c -> c.send(0x88, new byte[] {(byte) (code >> 8), (byte) code}));
  }

  /** Has the connections there are say nothing any more, and not end either. */
  void muteAll() {
    clients.forEach(c -> c.mute = true);
  }

  /** Publishes as another user. */
  synchronized void say(String user, String text) {
    ObjectNode data = JSON.createObjectNode().put("text", text);
    append(user, data, null);
  }

  @Override
  public void close() throws IOException {
    server.close();
    clients.forEach(Client::cut);
  }

  private synchronized long append(String user, JsonNode data, String key) {
    for (ObjectNode old : log) {
      if (key != null && key.equals(old.path("key").asString(null))) {
        return old.path("position").asLong();
      }
    }
    ObjectNode message = JSON.createObjectNode().put("type", "message").put("room", "r");
    message.put("epoch", "e").put("position", log.size()).put("from", user).put("at", 0);
    message.put("key", key).set("data", data);
    log.add(message);
    clients.stream().filter(c -> c.joined).forEach(c -> c.send(message));
    return message.path("position").asLong();
  }

  private void acceptAll() {
    try {
      while (true) {
        Socket socket = server.accept();
        Thread.startVirtualThread(() -> serve(socket));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      String request = line(in);
      String key = null;
      int length = 0;
      for (String header = line(in); !header.isEmpty(); header = line(in)) {
        String[] parts = header.split(": ", 2);
        if (parts[0].equalsIgnoreCase("Sec-WebSocket-Key")) {
          key = parts[1];
        } else if (parts[0].equalsIgnoreCase("Content-Length")) {
          length = Integer.parseInt(parts[1]);
        }
      }
      if (request.startsWith("POST /dev/token ")) {
        String user = JSON.readTree(in.readNBytes(length)).path("sub").asString("");
        answer(socket, development ? 200 : 404, "{\"token\":\"token-of-" + user + "\"}");
        return;
      }
      requests.add(request);
      if (refuseUpgradesWith != 0) {
        answer(socket, refuseUpgradesWith, "{}");
        return;
      }
      upgrade(socket, key);
      new Client(socket).run(in);
    } catch (IOException gone) {
      // So do clients come and go.
    }
  }

  private static void answer(Socket socket, int status, String body) throws IOException {
    String head = "HTTP/1.1 %d X\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s";
    socket
        .getOutputStream()
        .write(head.formatted(status, body.length(), body).getBytes(StandardCharsets.US_ASCII));
  }

  private static void upgrade(Socket socket, String key) throws IOException {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1")
              .digest((key + ACCEPT_SUFFIX).getBytes(StandardCharsets.US_ASCII));
      String head =
          "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Protocol: heliograph.v1.json\r\nSec-WebSocket-Accept: %s\r\n\r\n";
      socket
          .getOutputStream()
          .write(
              head.formatted(Base64.getEncoder().encodeToString(hash))
                  .getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String line(DataInputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException();
      }
      if (b != '\r') {
        bytes.write(b);
      }
    }
    return bytes.toString(StandardCharsets.US_ASCII);
  }

  private final class Client {
    private final Socket socket;
    private volatile boolean joined;
    private volatile boolean mute;

    Client(Socket socket) {
      this.socket = socket;
    }

    void run(DataInputStream in) throws IOException {
      clients.add(this);
      try {
        ObjectNode welcome = JSON.createObjectNode().put("type", "welcome").put("node", "n1");
        welcome.put("user", "alice").put("resume", "R").put("resumed", false);
        welcome.put("heartbeatMs", 25_000).putArray("rooms");
        send(welcome);
        while (true) {
          int head = in.readUnsignedByte();
          int size = in.readUnsignedByte() & 0x7f;
          int length = size == 126 ? in.readUnsignedShort() : size;
          byte[] mask = in.readNBytes(4);
          byte[] data = in.readNBytes(length);
          for (int i = 0; i < length; i++) {
            data[i] ^= mask[i % 4];
          }
          if ((head & 0x0f) == 8) {
            send(0x88, data);
            return;
          }
          if ((head & 0x0f) == 9) {
            send(0x8a, data);
          } else {
            take(JSON.readTree(data));
          }
        }
      } finally {
        clients.remove(this);
      }
    }

    private void take(JsonNode frame) {
      ObjectNode reply = JSON.createObjectNode().put("room", "r");
      reply.set("id", frame.path("id"));
      switch (frame.path("type").asString("")) {
        case "join" -> join(frame, reply);
        case "presence" -> {
          reply.put("type", "presence").put("count", 2);
          reply.putArray("members").addObject().put("user", "alice");
          send(reply);
        }
        case "publish" -> publish(frame, reply);
        default -> send(reply.put("type", "error").put("code", "unknown_type"));
      }
    }

    private void join(JsonNode frame, ObjectNode reply) {
      synchronized (ChatNode.this) {
        long after = frame.path("from").path("position").asLong(log.size() - 1L);
        reply.put("type", "joined").put("epoch", "e").put("position", log.size() - 1);
        send(reply.put("recovered", true));
        log.stream().filter(m -> m.path("position").asLong() > after).forEach(this::send);
        joined = true;
      }
    }

    private void publish(JsonNode frame, ObjectNode reply) {
      if (publishesToFail > 0) {
        publishesToFail--;
        send(reply.put("type", "error").put("code", "unavailable").put("message", "wait"));
        return;
      }
      if (frame.path("data").path("text").asString("").equals("forbidden")) {
        send(reply.put("type", "error").put("code", "forbidden").put("message", "no"));
        return;
      }
      long position = append("alice", frame.path("data"), frame.path("key").asString(null));
      if (publishesToCut > 0) {
        publishesToCut--;
        cut();
        return;
      }
      send(reply.put("type", "published").put("epoch", "e").put("position", position));
    }

    void send(JsonNode frame) {
      send(0x81, frame.toString().getBytes(StandardCharsets.UTF_8));
    }

    synchronized void send(int head, byte[] data) {
      if (mute) {
        return;
      }
      try {
        OutputStream out = socket.getOutputStream();
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(head);
        if (data.length < 126) {
          frame.write(data.length);
        } else {
          frame.write(126);
          frame.write(data.length >> 8);
          frame.write(data.length);
        }
        frame.write(data);
        out.write(frame.toByteArray());
      } catch (IOException gone) {
        cut();
      }
    }

    void cut() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }
}

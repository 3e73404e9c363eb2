package heliograph.node.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;

/**
 * A client that wants to stay in one room whatever happens: when its connection ends, and it was
 * not told to stay away, it goes to another node and resumes; where its session is lost it joins
 * anew from where it was. Keeps all it was given, and what was wrong with it. Thread-safe.
 */
final class Member implements AutoCloseable {
  private static final int PATIENCE_S = 60;
  private static final long AGAIN_MS = 50;

  /** When a client has long been told that its node has ended. */
  private static final Executor TOLD_BY_THEN =
      CompletableFuture.delayedExecutor(5, TimeUnit.SECONDS);

  /** A message as it came for the first time. */
  record Seen(long position, String data, long atNanos) {}

  private final ClusterFixture cluster;
  private final String user;
  private final String room;
  private final boolean acks;

  private final List<String> faults = new CopyOnWriteArrayList<>();
  private final List<JsonNode> presence = new CopyOnWriteArrayList<>();
  private final List<Integer> closeCodes = new CopyOnWriteArrayList<>();

  /** All below: guarded by this. */
  private final List<Seen> seen = new ArrayList<>();

  private final Map<Integer, CompletableFuture<JsonNode>> asked = new HashMap<>();
  private Line line;
  private CompletableFuture<JsonNode> welcome;
  private String session;
  private String resume;
  private String epoch;
  private long last = -1;
  private int lastId;
  private int resumed;
  private int begunAnew;

  /** Whether its session is in the room. */
  private boolean isIn;

  private boolean closed;
  private boolean staysAway;
  private boolean holdsAcks;
  private final List<Long> again = new ArrayList<>();

  private Member(ClusterFixture cluster, String user, String room, boolean acks) {
    this.cluster = cluster;
    this.user = user;
    this.room = room;
    this.acks = acks;
  }

  /** Connects to a node and joins the room. */
  static Member join(ClusterFixture cluster, NodeProcess node, String user, String room) {
    return join(cluster, node, user, room, false);
  }

  /** The same, and acks what comes where told so. */
  static Member join(
      ClusterFixture cluster, NodeProcess node, String user, String room, boolean acks) {
    Member member = new Member(cluster, user, room, acks);
    try {
      member.connect(node.port());
    } catch (Line.NotLetIn e) {
      throw new AssertionError(user + " was not let in", e);
    }
    return member;
  }

  private void connect(int port) throws Line.NotLetIn {
    CompletableFuture<JsonNode> greeting = new CompletableFuture<>();
    String secret;
    synchronized (this) {
      welcome = greeting;
      secret = resume;
    }
    Line opened = Line.open(port, user, secret, this::received);
    // The JDK's client may miss an end that comes while it sends.
    cluster.ended(port).thenRunAsync(opened::cut, TOLD_BY_THEN);
    opened.ended().thenAccept(code -> greeting.completeExceptionally(new Line.NotLetIn(code)));
    JsonNode first;
    try {
      first = greeting.get(10, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw (Line.NotLetIn) e.getCause();
    } catch (TimeoutException | InterruptedException e) {
      opened.cut();
      throw new AssertionError(user + " had no welcome of " + port, e);
    }
    boolean wasHere = secret != null;
    boolean joins = goOn(first, wasHere);
    opened.ended().thenAccept(code -> Thread.startVirtualThread(() -> ended(opened, code)));
    if (joins) {
      joinRoom(wasHere);
    }
  }

  /** Takes a welcome; returns whether it is to join its room, as its session is not in it. */
  private synchronized boolean goOn(JsonNode first, boolean wasHere) {
    resume = first.get("resume").asString();
    session = first.get("session").asString();
    if (first.get("resumed").asBoolean()) {
      resumed++;
      if (isIn) {
        checkResumed(first);
      }
    } else {
      begunAnew += wasHere ? 1 : 0;
      isIn = false;
    }
    return !isIn;
  }

  private void checkResumed(JsonNode first) {
    for (JsonNode state : first.get("rooms")) {
      if (!state.get("recovered").asBoolean()) {
        faults.add(user + " lost messages in its resume: " + first);
      }
    }
    if (first.get("rooms").size() != 1) {
      faults.add(user + " is not in its room after its resume: " + first);
    }
  }

  private void joinRoom(boolean again) {
    Map<String, Object> from = new HashMap<>();
    List<Object> fields = new ArrayList<>(List.of("room", room, "ack", acks));
    if (again) {
      synchronized (this) {
        from.put("epoch", epoch);
        from.put("position", last);
      }
      fields.addAll(List.of("from", from));
    }
    JsonNode joined = ask("join", fields.toArray()).join();
    synchronized (this) {
      if (!joined.get("type").asString().equals("joined")) {
        faults.add(user + " could not join: " + joined);
      } else if (!again) {
        epoch = joined.get("epoch").asString();
        last = joined.get("position").asLong();
      } else if (!joined.get("recovered").asBoolean()) {
        faults.add(user + " could not join where it was: " + joined);
      }
      isIn = true;
    }
  }

  private synchronized void received(Line from, JsonNode frame) {
    switch (frame.get("type").asString()) {
      case "welcome" -> {
        // Already now: messages may follow before who waits for the welcome has seen it.
        line = from;
        welcome.complete(frame);
      }
      case "message" -> message(from, frame);
      case "member_joined", "member_left" -> presence.add(frame);
      default -> {
        CompletableFuture<JsonNode> waiting =
            frame.path("id").isInt() ? asked.remove(frame.get("id").asInt()) : null;
        if (waiting != null) {
          waiting.complete(frame);
        }
      }
    }
  }

  private void message(Line from, JsonNode frame) {
    if (line != null && from != line && !line.ended().isDone()) {
      // Of a connection it has left: no client looks at it any more.
      return;
    }
    long position = frame.get("position").asLong();
    if (position > last) {
      if (frame.path("prev").asLong(-1) > last) {
        faults.add(user + " was at " + last + " and got " + frame);
      }
      last = position;
      epoch = frame.get("epoch").asString();
      seen.add(new Seen(position, frame.get("data").asString(), System.nanoTime()));
    } else {
      again.add(position);
    }
    if (acks && !holdsAcks) {
      from.send(Map.of("type", "ack", "room", room, "position", position));
    }
  }

  /** Sends a request; fails where the connection ends before it is answered. */
  CompletableFuture<JsonNode> ask(String type, Object... fields) {
    Map<String, Object> frame = new LinkedHashMap<>();
    frame.put("type", type);
    for (int i = 0; i < fields.length; i += 2) {
      frame.put((String) fields[i], fields[i + 1]);
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    synchronized (this) {
      if (line == null || line.ended().isDone()) {
        answer.completeExceptionally(new IllegalStateException("not connected"));
        return answer;
      }
      frame.put("id", ++lastId);
      asked.put(lastId, answer);
      line.send(frame);
    }
    return answer;
  }

  private void ended(Line of, int code) {
    List<CompletableFuture<JsonNode>> open;
    synchronized (this) {
      closeCodes.add(code);
      if (of != line || closed || staysAway) {
        return;
      }
      open = List.copyOf(asked.values());
      asked.clear();
    }
    open.forEach(o -> o.completeExceptionally(new IllegalStateException("connection lost")));
    if (code != 4403 && code != 4409) {
      comeBack(of.port());
    }
  }

  /** Connects to whatever node lets it in, the one that it comes from last. */
  private void comeBack(int from) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (System.nanoTime() - deadline < 0) {
      for (int port : cluster.portsAfter(from)) {
        synchronized (this) {
          if (closed) {
            return;
          }
        }
        try {
          connect(port);
          return;
        } catch (Line.NotLetIn e) {
          // The next one may.
        } catch (AssertionError e) {
          faults.add(e.getMessage());
        }
      }
      ClusterFixture.pause(AGAIN_MS);
    }
    faults.add(user + " found no node to come back to");
  }

  /**
   * Leaves its connection as it is, as one does whose network changed, and goes to a node; returns
   * the connection it left.
   */
  Line moveTo(NodeProcess node) throws Line.NotLetIn {
    Line left;
    List<CompletableFuture<JsonNode>> open;
    synchronized (this) {
      left = line;
      open = List.copyOf(asked.values());
      asked.clear();
    }
    connect(node.port());
    open.forEach(o -> o.completeExceptionally(new IllegalStateException("moved")));
    return left;
  }

  /** Has it not come back when its connection ends. */
  synchronized void stayAway() {
    staysAway = true;
  }

  /** Has it ack no more by itself. */
  synchronized void holdAcks() {
    holdsAcks = true;
  }

  /** Acks all it was given, by a connection it has, or had. */
  synchronized void ackBy(Line some) {
    some.send(Map.of("type", "ack", "room", room, "position", last));
  }

  /** Ends its connection without a word, and so has it resume elsewhere. */
  void drop() {
    Line open;
    synchronized (this) {
      open = line;
    }
    open.cut();
  }

  /** Positions of messages it was given once more. */
  synchronized List<Long> again() {
    return List.copyOf(again);
  }

  /** The port of the node it is connected to. */
  synchronized int port() {
    return line.port();
  }

  boolean acks() {
    return acks;
  }

  String user() {
    return user;
  }

  synchronized String session() {
    return session;
  }

  synchronized List<Seen> seen() {
    return List.copyOf(seen);
  }

  /** How often its session was resumed. */
  synchronized int resumed() {
    return resumed;
  }

  /** How often it was given a new session though it wanted the one it had. */
  synchronized int begunAnew() {
    return begunAnew;
  }

  /** When it was told that a user came, or left: the times it was told of. */
  List<Long> toldOf(String type, String who) {
    return presence.stream()
        .filter(frame -> frame.get("type").asString().equals(type))
        .filter(frame -> frame.get("user").asString().equals(who))
        .map(frame -> frame.get("at").asLong())
        .toList();
  }

  /** How its connections ended. */
  List<Integer> closeCodes() {
    return closeCodes;
  }

  /** What was wrong with what it was given; empty if nothing was. */
  List<String> faults() {
    return faults;
  }

  /** What there is to know when it is not as it should be. */
  @Override
  public synchronized String toString() {
    return "%s at %d (%s), last given %d, given again %s, resumed %d times, anew %d, unanswered %d, closed with %s"
        .formatted(
            user, line.port(), line, last, again, resumed, begunAnew, asked.size(), closeCodes);
  }

  @Override
  public void close() {
    Line open;
    synchronized (this) {
      closed = true;
      open = line;
    }
    if (open != null) {
      open.close();
    }
  }
}

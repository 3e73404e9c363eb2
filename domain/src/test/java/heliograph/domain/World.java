package heliograph.domain;

import heliograph.domain.id.Epoch;
import heliograph.domain.id.NodeId;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import heliograph.domain.message.Draft;
import heliograph.domain.message.LogRecord;
import heliograph.domain.message.Payload;
import heliograph.domain.message.ServerFrame.Present;
import heliograph.domain.session.Grants;
import heliograph.domain.session.Principal;
import heliograph.domain.session.SessionRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/** What a cluster shares: time, the log, the session store, presence. All in one test's memory. */
final class World {
  static final long START_MS = 1_000_000;

  final Limits limits;
  final FakeLog log = new FakeLog();
  final Map<SessionId, SessionRecord> sessions = new HashMap<>();
  final Map<RoomName, Map<SessionId, Presence>> presence = new HashMap<>();
  final List<Node> nodes = new ArrayList<>();
  long nowMs = START_MS;

  /** What nodes are still to be told; the first is being told now. */
  private final ArrayDeque<Runnable> telling = new ArrayDeque<>();

  private int names;

  /** A session in a room, and the nodes that hold it there. */
  record Presence(Present present, List<Node> holders) {}

  World() {
    this(Limits.DEFAULT);
  }

  World(Limits limits) {
    this.limits = limits;
  }

  Node node(String name) {
    Node node = new Node(this, new NodeId(name));
    nodes.add(node);
    return node;
  }

  /** A node dies without a word, and one of the same name starts in its place. */
  Node crash(Node node) {
    nodes.remove(node);
    Map.copyOf(presence)
        .forEach((room, there) -> List.copyOf(there.keySet()).forEach(s -> leave(node, room, s)));
    Node next = node(node.id.value());
    next.ending = node.ending;
    next.readBack();
    return next;
  }

  /** Returns a name nobody had before: {@code s1}, {@code s2}, … */
  String freshName() {
    return "s" + ++names;
  }

  /** Moves time on, in the steps in which the hubs want to be woken. */
  void pass(long ms) {
    long untilMs = nowMs + ms;
    while (true) {
      long dueMs = nodes.stream().mapToLong(n -> n.hub.nextDueMs()).min().orElse(Long.MAX_VALUE);
      if (dueMs > untilMs) {
        break;
      }
      nowMs = Math.max(nowMs, dueMs);
      nodes.forEach(node -> node.submit(new Input.Tick()));
    }
    nowMs = untilMs;
    nodes.forEach(node -> node.submit(new Input.Tick()));
  }

  /** Publishes as a foreign producer does: straight into the log. Returns the position. */
  long produce(String room, String text) {
    return produce(new Draft(new RoomName(room), new UserId("ext"), null, data(text), null, null));
  }

  long produce(Draft draft) {
    return produce(draft, position -> {});
  }

  /** Appends; {@code then} runs when all nodes were told, each of all records in their order. */
  long produce(Draft draft, LongConsumer then) {
    LogRecord record = log.append(draft, nowMs);
    telling.addLast(
        () -> {
          List.copyOf(nodes).forEach(node -> node.read(record));
          then.accept(record.position());
        });
    if (telling.size() == 1) {
      while (!telling.isEmpty()) {
        telling.getFirst().run();
        telling.removeFirst();
      }
    }
    return record.position();
  }

  void beginNewEpoch(String epoch) {
    log.beginAnew(new Epoch(epoch));
    nodes.forEach(Node::beginNewEpoch);
  }

  /** Returns who is in a room, as session ids. */
  List<String> present(String room) {
    return presence.getOrDefault(new RoomName(room), Map.of()).keySet().stream()
        .map(SessionId::value)
        .sorted()
        .toList();
  }

  void enter(Node node, RoomName room, Present member) {
    Map<SessionId, Presence> there = presence.computeIfAbsent(room, r -> new LinkedHashMap<>());
    Presence entry = there.get(member.session());
    if (entry == null) {
      entry = new Presence(member, new ArrayList<>());
      there.put(member.session(), entry);
      tell(room, member, true);
    }
    if (!entry.holders.contains(node)) {
      entry.holders.add(node);
    }
  }

  void leave(Node node, RoomName room, SessionId session) {
    Map<SessionId, Presence> there = presence.getOrDefault(room, Map.of());
    Presence entry = there.get(session);
    if (entry != null && entry.holders.remove(node) && entry.holders.isEmpty()) {
      there.remove(session);
      tell(room, entry.present, false);
    }
  }

  private void tell(RoomName room, Present member, boolean joined) {
    nodes.forEach(
        node ->
            node.submit(
                new Input.PresenceChanged(room, member.user(), member.session(), nowMs, joined)));
  }

  static Payload data(String text) {
    return new Payload(Payload.Type.JSON, text.getBytes(StandardCharsets.UTF_8));
  }

  static Principal principal(String user) {
    return new Principal(new UserId(user), Grants.ALL, Principal.NEVER);
  }
}

package heliograph.domain;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.id.RequestId;
import heliograph.domain.message.Message;
import heliograph.domain.message.ServerFrame;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Somebody with one session who comes and goes, and checks everything against what the log holds:
 * in each room every message once, in the log's order, over all drops; acknowledged rooms may go
 * back to what was acked. Every request is answered once.
 */
final class Person {
  /** How far somebody is in a room. */
  static final class Track {
    boolean ack;
    long last;

    /** Whether it was resumed: then a node that died may have known it in the other mode. */
    boolean resumed;

    /** Every position acked so far: redelivery may begin after any, as it may be on its way. */
    final Set<Long> acked = new HashSet<>();

    Track(boolean ack, long last) {
      this.ack = ack;
      this.last = last;
      acked.add(last);
    }

    long furthest() {
      return Math.max(last, Collections.max(acked));
    }
  }

  private record Asked(String room, boolean ack, long from) {}

  final String user;
  final Oracle oracle;
  final Map<String, Track> tracks = new TreeMap<>();
  TestClient client;

  /** The connection before. */
  private TestClient former;

  private String resume;
  private final Map<Long, Asked> open = new HashMap<>();

  /** Rooms it asked to leave, or to join without a reply: whether it is there, it cannot know. */
  private final Set<String> doubtful = new HashSet<>();

  private long ids;

  Person(String user, Oracle oracle) {
    this.user = user;
    this.oracle = oracle;
  }

  /**
   * Connects, while the last connection may be open still: what that brings until the welcome
   * counts.
   */
  void connect(Node node) {
    if (client != null) {
      former = client;
    }
    open.values().forEach(asked -> doubtful.add(asked.room));
    open.clear();
    client = new TestClient(node, World.principal(user));
    client.onFrame = this::got;
    client.open(resume);
  }

  boolean isConnected() {
    return client != null && !client.isGone();
  }

  int unanswered() {
    return open.size();
  }

  void join(String room, boolean ack, boolean fromStart) {
    Asked asked = new Asked(room, ack, fromStart ? -1 : -2);
    open.put(++ids, asked);
    if (fromStart) {
      client.joinFrom(ids, room, client.node.world.log.epoch.value(), -1, ack);
    } else {
      client.join(ids, room, ack);
    }
  }

  void leave(String room) {
    doubtful.add(room);
    open.put(++ids, new Asked(room, false, -2));
    client.leave(ids, room);
  }

  void publish(String room, String text, String key) {
    open.put(++ids, new Asked(room, false, -2));
    client.publish(ids, room, text, key, true);
  }

  /** Acks all it got, where it knows where it stands: not before the welcome, a join, a leave. */
  void ackAll() {
    if (client.session == null) {
      return;
    }
    tracks.forEach(
        (room, track) -> {
          if (track.ack && open.values().stream().noneMatch(asked -> asked.room.equals(room))) {
            track.acked.add(track.last);
            client.ack(room, track.last);
          }
        });
  }

  private void got(ServerFrame frame) {
    switch (frame) {
      case ServerFrame.Welcome welcome -> welcomed(welcome);
      case ServerFrame.Joined joined -> {
        Asked asked = answered(joined.id());
        boolean replay = asked.from == -1 && joined.recovered();
        Track track = new Track(asked.ack, replay ? -1 : joined.position());
        assertThat(tracks.put(asked.room, track)).isNull();
      }
      case ServerFrame.Left left -> assertThat(tracks.remove(answered(left.id()).room)).isNotNull();
      case ServerFrame.Published published -> {
        answered(published.id());
        assertThat(oracle.isMessage(published.room().value(), published.position())).isTrue();
      }
      case ServerFrame.Failure failure -> {
        if (failure.id() != null) {
          answered(failure.id());
        }
      }
      case Message message -> message(message);
      case ServerFrame.Redelivery redelivery -> {
        Track track = tracks.get(redelivery.message().room().value());
        track.ack |= track.resumed;
        assertThat(track.ack).isTrue();
        message(redelivery.message());
      }
      default -> throw new AssertionError("not asked for: " + FrameText.of(frame));
    }
  }

  private Asked answered(RequestId id) {
    Asked asked = open.remove(((RequestId.Number) id).value());
    assertThat(asked).as("answered twice, or never asked").isNotNull();
    return asked;
  }

  private void welcomed(ServerFrame.Welcome welcome) {
    if (former != null) {
      former.onFrame = frame -> {};
    }
    resume = welcome.resume();
    Map<String, Track> before = new HashMap<>(tracks);
    tracks.clear();
    Set<String> unsure = Set.copyOf(doubtful);
    doubtful.clear();
    for (ServerFrame.RoomState state : welcome.rooms()) {
      String room = state.room().value();
      Track old = before.get(room);
      if (old != null && !unsure.contains(room) && state.recovered()) {
        assertThat(oracle.between(room, old.furthest(), state.position()))
            .as("lost by %s in %s", user, room)
            .isEmpty();
      }
      Track track = new Track(old != null && old.ack, state.position());
      track.resumed = true;
      tracks.put(room, track);
    }
  }

  private void message(Message message) {
    String room = message.room().value();
    if (room.startsWith("$")) {
      return;
    }
    Track track = tracks.get(room);
    assertThat(track).as("%s is not in %s", user, room).isNotNull();
    long position = message.position();
    boolean next = position == oracle.after(room, track.last);
    boolean again =
        track.ack && track.acked.stream().anyMatch(a -> position == oracle.after(room, a));
    assertThat(next || again)
        .as("%s got %s after %d, acked %s", user, message, track.last, track.acked)
        .isTrue();
    if (message.prev() != Message.UNKNOWN) {
      assertThat(oracle.after(room, message.prev())).as("after prev").isEqualTo(position);
    }
    track.last = position;
  }
}

package heliograph.domain;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.id.Epoch;
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
  /** How a room was asked for. */
  enum Start {
    HEAD,
    BEGINNING,
    HISTORY
  }

  /** How far somebody is in a room. */
  private static final class Track {
    final Epoch epoch;
    boolean ack;
    long last;

    /** Whether it was resumed: then a node that died may have known it in the other mode. */
    boolean resumed;

    /** Whether replay may begin anywhere at or below {@link #last}. */
    boolean floating;

    /** Every position acked so far: redelivery may begin after any, as it may be on its way. */
    final Set<Long> acked = new HashSet<>();

    Track(Epoch epoch, boolean ack, long last) {
      this.epoch = epoch;
      this.ack = ack;
      this.last = last;
      acked.add(last);
    }

    long furthest() {
      return Math.max(last, Collections.max(acked));
    }
  }

  private record Asked(String room, boolean ack, Start start) {}

  final String user;
  final Oracle oracle;
  TestClient client;

  private final Map<String, Track> tracks = new TreeMap<>();

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

  /** Fails if there is anything in its rooms that it has not got. */
  void assertThatNothingIsMissing() {
    tracks.forEach(
        (room, track) ->
            assertThat(oracle.after(room, track.furthest(), client.session))
                .as("%s misses in %s", user, room)
                .isEqualTo(-1));
  }

  void join(String room, boolean ack, Start start) {
    open.put(++ids, new Asked(room, ack, start));
    switch (start) {
      case HEAD -> client.join(ids, room, ack);
      case BEGINNING -> client.joinFrom(ids, room, oracle.epoch().value(), -1, ack);
      case HISTORY -> client.joinHistory(ids, room, 3, ack);
    }
  }

  void leave(String room) {
    doubtful.add(room);
    open.put(++ids, new Asked(room, false, null));
    client.leave(ids, room);
  }

  void publish(String room, String text, String key, boolean echo) {
    open.put(++ids, new Asked(room, false, null));
    client.publish(ids, room, text, key, echo);
  }

  /** Acks all it got, where it knows where it stands: not before the welcome, a join, a leave. */
  void ackAll() {
    if (client.session == null) {
      return;
    }
    tracks.forEach(
        (room, track) -> {
          boolean sure = open.values().stream().noneMatch(asked -> asked.room.equals(room));
          if (track.ack && sure && !track.floating && track.epoch.equals(oracle.epoch())) {
            track.acked.add(track.last);
            client.ack(room, track.last);
          }
        });
  }

  private void got(ServerFrame frame) {
    switch (frame) {
      case ServerFrame.Welcome welcome -> welcomed(welcome);
      case ServerFrame.Joined joined -> joined(joined);
      case ServerFrame.Left left -> assertThat(tracks.remove(answered(left.id()).room)).isNotNull();
      case ServerFrame.Published published -> {
        answered(published.id());
        if (published.epoch().equals(oracle.epoch())) {
          assertThat(oracle.isMessage(published.room().value(), published.position())).isTrue();
        }
      }
      case ServerFrame.Failure failure -> {
        if (failure.id() != null) {
          answered(failure.id());
        }
      }
      case ServerFrame.ServerShutdown shutdown -> {}
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

  private void joined(ServerFrame.Joined joined) {
    Asked asked = answered(joined.id());
    boolean all = asked.start == Start.BEGINNING && joined.recovered();
    Track track = new Track(joined.epoch(), asked.ack, all ? -1 : joined.position());
    track.floating = asked.start == Start.HISTORY;
    assertThat(tracks.put(asked.room, track)).isNull();
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
        assertThat(old.epoch).isEqualTo(state.epoch());
        assertThat(lostOf(room, old, state)).as("lost by %s in %s", user, room).isEmpty();
      }
      Track track = new Track(state.epoch(), old != null && old.ack, state.position());
      track.resumed = true;
      tracks.put(room, track);
    }
  }

  private Iterable<Long> lostOf(String room, Track old, ServerFrame.RoomState state) {
    return old.floating || !state.epoch().equals(oracle.epoch())
        ? Set.of()
        : oracle.between(room, old.furthest(), state.position(), client.session);
  }

  private void message(Message message) {
    String room = message.room().value();
    if (room.startsWith("$") || !message.epoch().equals(oracle.epoch())) {
      return;
    }
    Track track = tracks.get(room);
    assertThat(track).as("%s is not in %s", user, room).isNotNull();
    long position = message.position();
    if (track.floating) {
      track.floating = false;
      track.last = Math.min(track.last, position - 1);
      track.acked.add(track.last);
    }
    boolean next = position == oracle.after(room, track.last, client.session);
    boolean again =
        track.ack
            && track.acked.stream()
                .anyMatch(acked -> position == oracle.after(room, acked, client.session));
    assertThat(next || again)
        .as("%s got %s after %d, acked %s", user, message, track.last, track.acked)
        .isTrue();
    if (message.prev() != Message.UNKNOWN) {
      assertThat(message.prev()).isEqualTo(oracle.before(room, position));
    }
    track.last = position;
  }
}

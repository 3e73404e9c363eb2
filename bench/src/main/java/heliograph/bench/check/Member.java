package heliograph.bench.check;

import heliograph.bench.cluster.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.JsonNode;

/**
 * A client that is in some rooms and writes down all it gets. It follows the protocol's rules for a
 * client that loses nothing: in acknowledged rooms it acks, in the others it looks after its own
 * position and joins again from there.
 */
final class Member extends Session {
  /** So that a drop always finds some messages unacked. */
  private static final int ACK_EVERY = 8;

  private static final long HOUR_MICROS = TimeUnit.HOURS.toMicros(1);

  private final Map<String, Place> places = new HashMap<>();
  private final Ledger ledger;
  private final Histogram latency;
  private long requests;
  private long lastNanos;
  private volatile long longestGapNanos;
  private volatile boolean gapsCount = true;
  private volatile long repeated;

  /**
   * Starts nothing yet.
   *
   * @param rooms with whether they are joined with acks
   * @param latency gets microseconds from a publish to each first receipt; shared, hence locked
   */
  Member(
      String name,
      Map<String, Boolean> rooms,
      List<InetSocketAddress> nodes,
      int first,
      String token,
      Ledger ledger,
      Tally tally,
      Histogram latency,
      long seed) {
    super(name, nodes, first, token, tally, seed);
    this.ledger = ledger;
    this.latency = latency;
    rooms.forEach((room, acked) -> places.put(room, new Place(room, acked)));
  }

  @Override
  void onWelcome(Wire wire, JsonNode welcome) throws IOException {
    Set<String> kept = new HashSet<>();
    for (JsonNode room : welcome.path("rooms")) {
      Place place = places.get(room.path("room").asString());
      if (place != null) {
        kept.add(place.room);
        onKept(wire, place, room);
      }
    }
    for (Place place : places.values()) {
      if (!kept.contains(place.room)) {
        join(wire, place);
      }
    }
  }

  private void onKept(Wire wire, Place place, JsonNode room) throws IOException {
    boolean recovered = room.path("recovered").asBoolean();
    if (place.acked && place.isEntered() && !recovered) {
      place.unrecovered = "after resume " + connection() + " the node said recovered:false";
    }
    boolean behind = !place.acked && room.path("position").asLong() > place.last;
    if (behind || !place.isEntered() || !recovered) {
      rejoin(wire, place);
    }
  }

  private void rejoin(Wire wire, Place place) throws IOException {
    tally.rejoined();
    wire.send("{\"type\":\"leave\",\"id\":%d,\"room\":\"%s\"}".formatted(++requests, place.room));
    join(wire, place);
  }

  private void join(Wire wire, Place place) throws IOException {
    place.joining = ++requests;
    String from =
        place.isEntered()
            ? ",\"from\":{\"epoch\":\"%s\",\"position\":%d}".formatted(place.epoch, place.last)
            : "";
    wire.send(
        "{\"type\":\"join\",\"id\":%d,\"room\":\"%s\",\"ack\":%s%s}"
            .formatted(place.joining, place.room, place.acked, from));
  }

  @Override
  void onFrame(Wire wire, JsonNode frame) throws IOException {
    switch (frame.path("type").asString()) {
      case "message" -> onMessage(wire, frame);
      case "joined" -> onJoined(frame);
      case "error" -> onError(wire, frame);
      default -> {
        // Nothing else is of interest here.
      }
    }
  }

  private void onJoined(JsonNode frame) {
    Place place = places.get(frame.path("room").asString());
    if (place == null || frame.path("id").asLong() != place.joining) {
      return;
    }
    place.joining = 0;
    if (!place.isEntered()) {
      place.epoch = frame.path("epoch").asString();
      place.after = frame.path("position").asLong();
      place.last = place.after;
    } else if (!frame.path("recovered").asBoolean()) {
      place.unrecovered = "joining from %d it was told recovered:false".formatted(place.last);
    }
  }

  /** A join that was refused for now is tried again. */
  private void onError(Wire wire, JsonNode frame) throws IOException {
    tally.error(frame.path("code").asString());
    long id = frame.path("id").asLong(-1);
    for (Place place : places.values()) {
      if (place.joining != 0 && place.joining == id) {
        join(wire, place);
      }
    }
  }

  private void onMessage(Wire wire, JsonNode frame) throws IOException {
    Place place = places.get(frame.path("room").asString());
    if (place == null || place.joining != 0 || !place.isEntered()) {
      return;
    }
    long position = frame.path("position").asLong();
    JsonNode prev = frame.path("prev");
    if (!place.acked && prev.isNumber() && prev.asLong() > place.last) {
      rejoin(wire, place);
      return;
    }
    int payload = frame.path("data").path("n").asInt(-1);
    place.deliveries.add(
        new Delivery(payload, position, connection(), frame.path("redelivered").asBoolean(false)));
    if (position > place.last) {
      place.last = position;
      measure(payload);
    } else {
      repeated++;
    }
    if (place.acked && ++place.unacked >= ACK_EVERY) {
      place.unacked = 0;
      wire.send(
          "{\"type\":\"ack\",\"room\":\"%s\",\"position\":%d}".formatted(place.room, place.last));
    }
  }

  private void measure(int payload) {
    long now = System.nanoTime();
    if (gapsCount) {
      if (lastNanos != 0) {
        longestGapNanos = Math.max(longestGapNanos, now - lastNanos);
      }
      lastNanos = now;
    }
    long began = ledger.beganNanos(payload);
    if (began != 0) {
      synchronized (latency) {
        latency.recordValue(Math.min(HOUR_MICROS, TimeUnit.NANOSECONDS.toMicros(now - began)));
      }
    }
  }

  @Override
  void onLost() {
    for (Place place : places.values()) {
      place.joining = 0;
      place.unacked = 0;
    }
  }

  /** From here on, silence means nothing: no more is published. */
  void countNoMoreGaps() {
    gapsCount = false;
  }

  long longestGapMs() {
    return TimeUnit.NANOSECONDS.toMillis(longestGapNanos);
  }

  long repeated() {
    return repeated;
  }

  boolean isInAllRooms() {
    return places.values().stream().allMatch(Place::isEntered);
  }

  /** Returns whether it has got so far in all its rooms. */
  boolean hasGot(Map<String, Long> ends) {
    return places.values().stream().allMatch(p -> p.last >= ends.get(p.room));
  }

  /** To be called when its thread has ended. */
  List<Stay> stays() {
    List<Stay> stays = new ArrayList<>();
    for (Place p : places.values()) {
      // A member that never got in is told apart by the run, which waits for all of them.
      stays.add(new Stay(name, p.room, p.after, p.unrecovered, List.copyOf(p.deliveries)));
    }
    return stays;
  }
}

package heliograph.app.cli.chat;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One person's side of a room, over any number of connections: what was sent and not yet answered,
 * and up to where the room was read. Says what to send and what to print, does neither. For one
 * thread.
 */
final class Conversation {
  /**
   * What to do now.
   *
   * @param send frames for the node
   * @param print lines for the person
   * @param retryInMs when {@link #unanswered} should be sent again, as the node could not take a
   *     message; -1 for not at all
   * @param welcomed whether the connection has proved good
   */
  record Reaction(List<String> send, List<String> print, long retryInMs, boolean welcomed) {
    static final Reaction NONE = new Reaction(List.of(), List.of(), -1, false);

    static Reaction print(String line) {
      return new Reaction(List.of(), List.of(line), -1, false);
    }

    static Reaction retry(long inMs) {
      return new Reaction(List.of(), List.of(), inMs, false);
    }
  }

  /** Errors after which the same message, with the same key, is worth another try. */
  private static final Set<String> PASSING = Set.of("unavailable", "timeout", "rate_limited");

  private static final long RETRY_MS = 1_000;

  private static final JsonMapper JSON = new JsonMapper();

  private final String room;
  private final int history;
  private final String keyPrefix;
  private final ZoneId zone;

  private final Map<Long, String> unanswered = new LinkedHashMap<>();
  private long nextId = 1;
  private boolean refused;
  private String resume;
  private String epoch;
  private long position = -1;
  private long publishedPosition = -1;
  private long retryAfterMs;

  /**
   * Begins with nothing sent or read.
   *
   * @param history how many older messages to ask for at first
   * @param keyPrefix of the idempotency keys; random, so that no two programs share one
   */
  Conversation(String room, int history, String keyPrefix, ZoneId zone) {
    this.room = room;
    this.history = history;
    this.keyPrefix = keyPrefix;
    this.zone = zone;
  }

  /** Takes a line to publish and returns its frame. */
  String publish(String text) {
    long id = nextId++;
    ObjectNode frame = request("publish", id);
    frame.put("room", room);
    frame.putObject("data").put("text", text);
    frame.put("key", keyPrefix + "-" + id);
    unanswered.put(id, frame.toString());
    return frame.toString();
  }

  /** Returns the frame that asks who is there. */
  String who() {
    long id = nextId++;
    String frame = request("presence", id).put("room", room).toString();
    unanswered.put(id, frame);
    return frame;
  }

  /** Takes a frame of the node. */
  Reaction take(String text) {
    JsonNode frame;
    try {
      frame = JSON.readTree(text);
    } catch (JacksonException e) {
      return Reaction.print("* the node sent something that is not JSON");
    }
    return switch (frame.path("type").asString("")) {
      case "welcome" -> welcome(frame);
      case "joined" -> joined(frame);
      case "message" -> message(frame);
      case "published" -> published(frame);
      case "presence" -> {
        unanswered.remove(frame.path("id").asLong(0));
        yield Reaction.print(members(frame));
      }
      case "member_joined" -> Reaction.print("* " + user(frame) + " is here");
      case "member_left" -> Reaction.print("* " + user(frame) + " has left");
      case "server_shutdown", "reconnect" -> {
        retryAfterMs = Math.max(0, frame.path("retryAfterMs").asLong(0));
        yield Reaction.print("* the node asks to reconnect");
      }
      case "error" -> error(frame);
      default -> Reaction.NONE;
    };
  }

  private Reaction welcome(JsonNode frame) {
    resume = frame.path("resume").asString(null);
    boolean inRoom = false;
    for (JsonNode in : frame.path("rooms")) {
      inRoom |= in.path("room").asString("").equals(room);
    }
    List<String> send = new ArrayList<>();
    if (!inRoom) {
      send.add(join());
    }
    send.addAll(unanswered());
    String line =
        "* %s to %s as %s"
            .formatted(
                frame.path("resumed").asBoolean(false) ? "reconnected" : "connected",
                Printable.clean(frame.path("node").asString("?")),
                user(frame));
    return new Reaction(send, List.of(line), -1, true);
  }

  private String join() {
    ObjectNode join = request("join", nextId++).put("room", room);
    if (epoch != null) {
      join.putObject("from").put("epoch", epoch).put("position", position);
    } else if (history > 0) {
      join.put("history", history);
    }
    return join.toString();
  }

  private Reaction joined(JsonNode frame) {
    boolean gap = epoch != null && !frame.path("recovered").asBoolean(true);
    if (epoch == null || gap) {
      epoch = frame.path("epoch").asString(null);
      position = -1;
    }
    return Reaction.print(
        gap
            ? "* some messages are no longer kept and were missed"
            : "* in room " + Printable.clean(room));
  }

  /** A message that was read before comes again after some drops; its position tells. */
  private Reaction message(JsonNode frame) {
    if (!frame.path("room").asString("").equals(room)) {
      return Reaction.print("(to you) " + Printable.message(frame, zone));
    }
    if (frame.has("position")) {
      String from = frame.path("epoch").asString("");
      long at = frame.path("position").asLong(0);
      if (from.equals(epoch) && at <= position) {
        return Reaction.NONE;
      }
      epoch = from;
      position = at;
    }
    return Reaction.print(Printable.message(frame, zone));
  }

  private Reaction published(JsonNode frame) {
    unanswered.remove(frame.path("id").asLong(0));
    publishedPosition = Math.max(publishedPosition, frame.path("position").asLong(-1));
    return Reaction.NONE;
  }

  private Reaction error(JsonNode frame) {
    String code = frame.path("code").asString("");
    long id = frame.path("id").asLong(0);
    if (PASSING.contains(code) && unanswered.containsKey(id)) {
      return Reaction.retry(Math.max(RETRY_MS, frame.path("retryAfterMs").asLong(0)));
    }
    if (unanswered.remove(id) != null || code.equals("forbidden")) {
      refused = true;
    }
    return Reaction.print(
        "* refused (%s): %s"
            .formatted(Printable.clean(code), Printable.clean(frame.path("message").asString(""))));
  }

  private static String members(JsonNode frame) {
    List<String> users = new ArrayList<>();
    frame.path("members").forEach(m -> users.add(user(m)));
    return "* %d here: %s"
        .formatted(
            frame.path("count").asLong(0),
            String.join(", ", users.stream().distinct().sorted().toList()));
  }

  private static String user(JsonNode frame) {
    return Printable.clean(frame.path("user").asString("?"));
  }

  private static ObjectNode request(String type, long id) {
    return JSON.createObjectNode().put("type", type).put("id", id);
  }

  /** What has to be sent again on a new connection, in order; the keys make that harmless. */
  List<String> unanswered() {
    return List.copyOf(unanswered.values());
  }

  /** Whether what was published last has yet to be read back from the room. */
  boolean expectsMore() {
    return position < publishedPosition;
  }

  int unansweredCount() {
    return unanswered.size();
  }

  /** Whether the node refused something for good. */
  boolean wasRefused() {
    return refused;
  }

  /** The secret that brings the session back; null before the first welcome. */
  String resume() {
    return resume;
  }

  /** Returns how long the node wants to be left alone before the next connection, once. */
  long takeRetryAfterMs() {
    long ms = retryAfterMs;
    retryAfterMs = 0;
    return ms;
  }
}

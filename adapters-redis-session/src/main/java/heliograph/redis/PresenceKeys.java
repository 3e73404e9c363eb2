package heliograph.redis;

import heliograph.domain.id.RoomName;

/**
 * The keys of presence. A script's keys share a hash tag, so that they lie in one slot of a
 * cluster: one for the leases, one for each incarnation's rooms, one for each room.
 */
record PresenceKeys(String prefix) {
  /** A sorted set: incarnation, scored by when its lease ends. */
  String leases() {
    return prefix + "presence:{leases}";
  }

  /** A string: the name of this data, which is lost with it. */
  String life() {
    return prefix + "presence:{leases}:life";
  }

  /** A string: there while somebody takes an incarnation's members out. */
  String reaping(String incarnation) {
    return prefix + "presence:reaping:{" + incarnation + "}";
  }

  /** A set: the rooms in which an incarnation has members. */
  String roomsOf(String incarnation) {
    return prefix + "presence:rooms:{" + incarnation + "}";
  }

  /** A hash: session, with who holds it, since when, and its user. */
  String members(RoomName room) {
    return prefix + "presence:room:{" + tag(room) + "}:members";
  }

  /** A sorted set: session, scored by since when. */
  String bySince(RoomName room) {
    return prefix + "presence:room:{" + tag(room) + "}:since";
  }

  /** A set: the sessions an incarnation holds in a room. */
  String heldBy(RoomName room, String incarnation) {
    return prefix + "presence:room:{" + tag(room) + "}:held:" + incarnation;
  }

  /** Braces within a tag would end it early. */
  private static String tag(RoomName room) {
    String name = room.value();
    if (name.indexOf('%') < 0 && name.indexOf('{') < 0 && name.indexOf('}') < 0) {
      return name;
    }
    return name.replace("%", "%25").replace("{", "%7B").replace("}", "%7D");
  }
}

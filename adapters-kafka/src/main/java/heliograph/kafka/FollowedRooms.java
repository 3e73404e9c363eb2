package heliograph.kafka;

import heliograph.domain.id.RoomName;
import java.util.concurrent.ConcurrentHashMap;

/** The rooms a node follows, found by a record's key. Changed by the reader, read by any thread. */
final class FollowedRooms {
  private final ConcurrentHashMap<RoomKey, RoomName> rooms = new ConcurrentHashMap<>();

  void add(RoomName room) {
    rooms.put(RoomKey.of(Bytes.utf8(room.value())), room);
  }

  void remove(RoomName room) {
    rooms.remove(RoomKey.of(Bytes.utf8(room.value())));
  }

  void clear() {
    rooms.clear();
  }

  /** Returns the room if it is followed, or null. */
  RoomName find(RoomKey key) {
    return rooms.get(key);
  }
}

package heliograph.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.id.RoomName;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class RoomKeyTest {
  @Test
  void probeFindsTheRoomWhereverItsBytesLie() {
    FollowedRooms rooms = new FollowedRooms();
    RoomName room = new RoomName("röm-1");
    rooms.add(room);
    byte[] key = Bytes.utf8("röm-1");
    ByteBuffer inTheMiddle = ByteBuffer.allocate(64).put(5, key).slice(3, 40);
    inTheMiddle.position(2).limit(2 + key.length);
    ByteBuffer direct = ByteBuffer.allocateDirect(key.length).put(0, key);
    RoomKey probe = new RoomKey();

    assertThat(rooms.find(probe.at(inTheMiddle))).isEqualTo(room);
    assertThat(rooms.find(probe.at(direct))).isEqualTo(room);
    assertThat(rooms.find(probe.at(ByteBuffer.wrap(Bytes.utf8("röm-2"))))).isNull();
    assertThat(inTheMiddle.remaining()).isEqualTo(key.length);
  }

  @Test
  void roomsWhoseHashesAreEqualAreKeptApart() {
    FollowedRooms rooms = new FollowedRooms();
    RoomKey probe = new RoomKey();
    for (int i = 0; i < 1 << 10; i++) {
      rooms.add(new RoomName(colliding(i)));
    }

    for (int i = 0; i < 1 << 10; i++) {
      assertThat(rooms.find(probe.at(ByteBuffer.wrap(Bytes.utf8(colliding(i))))))
          .isEqualTo(new RoomName(colliding(i)));
    }
    assertThat(probe.at(ByteBuffer.wrap(Bytes.utf8(colliding(0)))).hashCode())
        .isEqualTo(RoomKey.of(Bytes.utf8(colliding(1))).hashCode());
  }

  /** "Aa" and "BB" have one hash, and so have all strings of them of one length. */
  private static String colliding(int number) {
    StringBuilder text = new StringBuilder();
    for (int bit = 0; bit < 10; bit++) {
      text.append((number >> bit & 1) == 0 ? "Aa" : "BB");
    }
    return text.toString();
  }
}

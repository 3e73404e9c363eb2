package heliograph.domain.room;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.id.MessageKey;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.UserId;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyPrintTest {
  @Test
  void printsDifferWhereRoomUserOrKeyDo() {
    assertThat(
            List.of(
                print("r", "alice", "k"),
                print("r", "alice", "l"),
                print("r", "alic", "ek"),
                print("r", null, "k"),
                print("r", "1", "k"),
                print("ra", "lice", "k")))
        .doesNotHaveDuplicates();
    assertThat(print("r", "alice", "k")).isEqualTo(print("r", "alice", "k"));
  }

  private static KeyPrint print(String room, String user, String key) {
    return KeyPrint.of(
        new RoomName(room), user == null ? null : new UserId(user), new MessageKey(key));
  }
}

package heliograph.domain.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rule all names share, by each of its users. */
class NamesTest {
  record Kind(String what, int bytesMax, Function<String, Object> make) {
    @Override
    public String toString() {
      return what;
    }
  }

  static List<Kind> kinds() {
    return List.of(
        new Kind("room", 192, RoomName::new),
        new Kind("user", 128, UserId::new),
        new Kind("session", 64, SessionId::new),
        new Kind("node", 64, NodeId::new),
        new Kind("epoch", 64, Epoch::new),
        new Kind("key", 128, MessageKey::new));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void lengthIsBoundedInBytesNotInCharacters(Kind kind) {
    String longest = "é".repeat(kind.bytesMax / 2);

    assertThat(kind.make.apply(longest)).hasToString(longest);
    assertRefused(kind, longest + "a", " must be at most " + kind.bytesMax + " bytes");
    assertRefused(kind, "愛".repeat(kind.bytesMax / 3 + 1), " must be at most " + kind.bytesMax);
    assertRefused(kind, "a".repeat(1_000_000), " must be at most " + kind.bytesMax + " bytes");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void emptyNamesControlCharactersAndBrokenUnicodeAreRefused(Kind kind) {
    assertRefused(kind, "", " must not be empty");
    assertRefused(kind, null, " must not be empty");
    assertRefused(kind, "a\nb", " must not hold control characters");
    assertRefused(kind, "a\0", " must not hold control characters");
    assertRefused(kind, "\u007f", " must not hold control characters");
    assertRefused(kind, "a\ud83d", " must be valid Unicode");
    assertRefused(kind, "\ude00a", " must be valid Unicode");
    assertRefused(kind, "\ud83d\ud83d\ude00", " must be valid Unicode");
    assertThat(kind.make.apply("\ud83d\ude00 x")).hasToString("😀 x");
  }

  private static void assertRefused(Kind kind, String value, String why) {
    assertThatThrownBy(() -> kind.make.apply(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(kind.what + why);
  }

  @Test
  void inboxOfTheLongestUserIsARoom() {
    UserId longest = new UserId("é".repeat(64));

    RoomName inbox = RoomName.inboxOf(longest);

    assertThat(inbox.isSystem()).isTrue();
    assertThat(inbox.isInboxOf(longest)).isTrue();
    assertThat(inbox.isInboxOf(new UserId("é"))).isFalse();
    assertThat(new RoomName("$users:é").isInboxOf(new UserId("é"))).isFalse();
    assertThat(new RoomName("user").isSystem()).isFalse();
  }

  @Test
  void requestIdsAreBoundedInBytesAndMayBeEmpty() {
    assertThat(new RequestId.Name("").value()).isEmpty();
    assertThat(new RequestId.Name("é".repeat(32)).value()).hasSize(32);
    assertThatThrownBy(() -> new RequestId.Name("é".repeat(32) + "a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("id must be at most 64 bytes");
  }
}

package heliograph.domain.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.domain.id.RoomName;
import heliograph.domain.id.UserId;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class GrantsTest {
  private static final UserId ALICE = new UserId("alice");

  @Test
  void starStandsForAnyRunOfCharactersAlsoNone() {
    assertThat(Grant.matches("orders.*", "orders.")).isTrue();
    assertThat(Grant.matches("orders.*", "orders.eu.1")).isTrue();
    assertThat(Grant.matches("orders.*", "orders")).isFalse();
    assertThat(Grant.matches("*.log", "a.log.log")).isTrue();
    assertThat(Grant.matches("a*b*c", "aXbbYc")).isTrue();
    assertThat(Grant.matches("a*b*c", "aXbbYcd")).isFalse();
    assertThat(Grant.matches("abc", "abc")).isTrue();
    assertThat(Grant.matches("abc", "abcd")).isFalse();
    assertThat(Grant.matches("***", "")).isTrue();
  }

  @Test
  void otherCharactersMeanThemselves() {
    assertThat(Grant.matches("a.c", "abc")).isFalse();
    assertThat(Grant.matches("a?c", "abc")).isFalse();
    assertThat(Grant.matches("[a]", "a")).isFalse();
    assertThat(Grant.matches("a", "A")).isFalse();
  }

  /** With backtracking into every star this would take longer than the sun lasts. */
  @Test
  void worstCasePatternTakesBoundedTime() {
    String pattern = "*a".repeat(Grant.MATCH_MAX / 2 - 1) + "b";
    String text = "a".repeat(RoomName.BYTES_MAX);

    Assertions.assertThat(
            org.junit.jupiter.api.Assertions.assertTimeout(
                Duration.ofSeconds(1), () -> Grant.matches(pattern, text)))
        .isFalse();
  }

  @Property(tries = 500)
  void itAgreesWithTheRegularExpression(
      @ForAll("patterns") String pattern, @ForAll("texts") String text) {
    assertThat(Grant.matches(pattern, text)).isEqualTo(text.matches(pattern.replace("*", ".*")));
  }

  @Provide
  Arbitrary<String> patterns() {
    return Arbitraries.strings().withChars('a', 'b', '*').ofMinLength(1).ofMaxLength(6);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withChars('a', 'b').ofMaxLength(8);
  }

  @Test
  void oneGrantThatMatchesAndHoldsTheRightIsEnough() {
    Grants grants =
        new Grants(
            List.of(
                new Grant("orders.*", Set.of(Right.JOIN)),
                new Grant("orders.eu", Set.of(Right.PUBLISH))));

    assertThat(grants.allow(ALICE, new RoomName("orders.eu"), Right.PUBLISH)).isTrue();
    assertThat(grants.allow(ALICE, new RoomName("orders.eu"), Right.JOIN)).isTrue();
    assertThat(grants.allow(ALICE, new RoomName("orders.us"), Right.PUBLISH)).isFalse();
    assertThat(grants.allow(ALICE, new RoomName("orders.eu"), Right.HISTORY)).isFalse();
  }

  @Test
  void roomsOfTheSystemAreNobodysWhateverTheGrantsSay() {
    for (Right right : Right.values()) {
      assertThat(Grants.ALL.allow(ALICE, new RoomName("$control"), right)).isFalse();
      assertThat(Grants.ALL.allow(ALICE, new RoomName("$user:bob"), right)).isFalse();
      assertThat(Grants.ALL.allow(ALICE, new RoomName("$user:alice"), right))
          .isEqualTo(right == Right.HISTORY);
    }
  }

  @Test
  void sendingNeedsTheRightToPublishInTheInbox() {
    Grants grants = Grants.of("$user:b*", Right.PUBLISH);

    assertThat(grants.allowSend(new UserId("bob"))).isTrue();
    assertThat(grants.allowSend(new UserId("carol"))).isFalse();
    assertThat(Grants.of("$user:*", Right.JOIN).allowSend(new UserId("bob"))).isFalse();
  }

  @Test
  void grantsAreBounded() {
    Grant grant = new Grant("a", Set.of());
    assertThat(new Grants(Collections.nCopies(Grants.MAX, grant)).grants()).hasSize(Grants.MAX);

    assertThatThrownBy(() -> new Grants(Collections.nCopies(Grants.MAX + 1, grant)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a token may hold at most 256 grants");
    assertThatThrownBy(() -> new Grant("", Set.of())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Grant("a".repeat(257), Set.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

package heliograph.domain.hub;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.id.NodeId;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import heliograph.domain.session.SessionRecord;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

  @Test
  void tokenComesApartIntoWhatItWasMadeOf() {
    Secrets.Resume resume = Secrets.parse(Secrets.token(new SessionId("a.b"), "secret"));

    assertThat(resume).isEqualTo(new Secrets.Resume(new SessionId("a.b"), Secrets.hash("secret")));
  }

  @Test
  void hashIsSha256InHexadecimal() {
    assertThat(Secrets.hash("abc"))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", ".", ".secret", "no-dot", "a\n.secret"})
  void whatCannotBeASecretIsNone(String token) {
    assertThat(Secrets.parse(token)).isNull();
  }

  @Test
  void overlongTokensAreNone() {
    assertThat(Secrets.parse("a".repeat(65) + ".s")).isNull();
    assertThat(Secrets.parse("é".repeat(40) + ".s")).isNull();
    assertThat(Secrets.parse("a." + "s".repeat(255))).isNull();
    assertThat(Secrets.parse("a." + "s".repeat(254))).isNotNull();
  }

  @Test
  void sessionOpensWithItsSecretAndTheFormerOneOnly() {
    SessionRecord session = session("now", "before");

    assertThat(Secrets.opens(session, Secrets.parse("s.now"))).isTrue();
    assertThat(Secrets.opens(session, Secrets.parse("s.before"))).isTrue();
    assertThat(Secrets.opens(session, Secrets.parse("s.other"))).isFalse();
    assertThat(Secrets.opens(session("now", null), Secrets.parse("s.before"))).isFalse();
  }

  private static SessionRecord session(String secret, String former) {
    return new SessionRecord(
        new SessionId("s"),
        new UserId("alice"),
        Secrets.hash(secret),
        former == null ? null : Secrets.hash(former),
        List.of(),
        new NodeId("n"),
        1,
        0);
  }
}

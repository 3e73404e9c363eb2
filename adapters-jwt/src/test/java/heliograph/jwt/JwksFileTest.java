package heliograph.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import heliograph.domain.session.Grants;
import heliograph.ports.TokenVerifier.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JwksFileTest {
  private static final String OLD = KeyRing.token(JWSAlgorithm.RS256, KeyRing.RSA);
  private static final String NEW = KeyRing.token(JWSAlgorithm.RS256, KeyRing.RSA_NEXT);

  @TempDir private Path folder;
  private long writes;

  private JwtVerifier verifier(String location) {
    JwtSettings settings = new JwtSettings(null, location, null, null, 0, Grants.ALL);
    return new JwtVerifier(settings, new TestClock());
  }

  /** Writes with a time of its own, as two writes may fall into one tick of the file system. */
  private void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000 + ++writes * 1_000));
  }

  private void write(Path file, JWK key) throws IOException {
    write(file, KeyRing.jwks(key));
  }

  @Test
  void aChangedFileIsReadAgainAtOnce() throws IOException {
    Path file = folder.resolve("jwks.json");
    write(file, KeyRing.RSA);
    JwtVerifier verifier = verifier(file.toString());
    assertThat(verifier.verify(OLD)).isInstanceOf(Verdict.Accepted.class);

    write(file, KeyRing.RSA_NEXT);

    assertThat(verifier.verify(NEW)).isInstanceOf(Verdict.Accepted.class);
    assertThat(verifier.verify(OLD)).isEqualTo(new Verdict.Rejected("unknown key"));
  }

  @Test
  void aFileHalfWrittenDoesNotCostTheKeys() throws IOException {
    Path file = folder.resolve("jwks.json");
    write(file, KeyRing.RSA);
    JwtVerifier verifier = verifier(file.toString());
    assertThat(verifier.verify(OLD)).isInstanceOf(Verdict.Accepted.class);

    write(file, KeyRing.jwks(KeyRing.RSA_NEXT).substring(0, 50));
    assertThat(verifier.verify(OLD)).isInstanceOf(Verdict.Accepted.class);
    Files.delete(file);
    assertThat(verifier.verify(OLD)).isInstanceOf(Verdict.Accepted.class);
    write(file, KeyRing.RSA_NEXT);

    assertThat(verifier.verify(NEW)).isInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void aFileThatIsNotThereYetIsFoundOnceItIs() throws IOException {
    Path file = folder.resolve("jwks.json");
    JwtVerifier verifier = verifier(file.toString());
    assertThat(verifier.verify(OLD)).isInstanceOf(Verdict.Unavailable.class);

    write(file, KeyRing.RSA);

    assertThat(verifier.verify(OLD)).isInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void aLinkThatPointsElsewhereIsAChange() throws IOException {
    Path first = folder.resolve("1.json");
    Path second = folder.resolve("2.json");
    write(first, KeyRing.RSA);
    write(second, KeyRing.RSA_NEXT);
    Path link = Files.createSymbolicLink(folder.resolve("jwks.json"), first);
    JwtVerifier verifier = verifier(link.toString());
    assertThat(verifier.verify(OLD)).isInstanceOf(Verdict.Accepted.class);

    Files.delete(link);
    Files.createSymbolicLink(link, second);

    assertThat(verifier.verify(NEW)).isInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void aFileUrlNamesTheSameFile() throws IOException {
    Path file = folder.resolve("with space.json");
    write(file, KeyRing.RSA);

    assertThat(verifier(file.toUri().toString()).verify(OLD)).isInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void otherSchemesAndUrlsWithoutHostAreRefused() {
    for (String location : new String[] {"ftp://host/jwks", "http:///jwks", "https://"}) {
      assertThatThrownBy(() -> verifier(location)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}

package heliograph.websocket.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import heliograph.websocket.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsFilesTest {
  @TempDir private Path folder;
  @TempDir private Path other;

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("file.pem"), content);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void aCertificateAndItsKeyMakeAServer(String algorithm) {
    TestCertificate made = new TestCertificate(folder, algorithm);

    assertThat(TlsFiles.context(TlsFiles.chain(made.cert()), TlsFiles.key(made.key()))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA"})
  void theKeyOfAnotherCertificateIsRefused(String algorithm) {
    TestCertificate made = new TestCertificate(folder, "EC");
    TestCertificate another = new TestCertificate(other, algorithm);

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> TlsFiles.context(TlsFiles.chain(made.cert()), TlsFiles.key(another.key())))
        .withMessage("is not the key of the certificate");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path missing = folder.resolve("missing.pem");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TlsFiles.chain(missing))
        .withMessage("cannot read the file " + missing);
  }

  @Test
  void whatIsNoPemIsRefused() throws IOException {
    Path file = file("hello");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TlsFiles.chain(file))
        .withMessageEndingWith(file + ": PEM is expected");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TlsFiles.key(file))
        .withMessage("no private key in " + file + ": PEM is expected");
  }

  @Test
  void aKeyWithAPasswordOrInAnOldFormatIsToldHowToConvert() throws IOException {
    Path file =
        file("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAA==\n-----END ENCRYPTED PRIVATE KEY-----\n");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TlsFiles.key(file))
        .withMessageContaining("needs a password: convert it with openssl pkcs8");
    file("-----BEGIN RSA PRIVATE KEY-----\nAA==\n-----END RSA PRIVATE KEY-----\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TlsFiles.key(file))
        .withMessageContaining("is not PKCS #8: convert it with openssl pkcs8");
  }

  @Test
  void bytesThatAreNoKeyAreRefused() throws IOException {
    Path file = file("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TlsFiles.key(file))
        .withMessageContaining("no valid private key in " + file);
  }
}

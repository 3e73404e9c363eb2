package heliograph.websocket.tls;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import heliograph.websocket.TlsFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsFilesTest {
  @TempDir private Path folder;

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("file.pem"), content);
  }

  @Test
  void aCertificateWithItsOwnKeyMakesAServerAndWithAnotherNone() {
    Map<String, TestCertificate> made = new LinkedHashMap<>();
    for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
      made.put(algorithm, new TestCertificate(subfolder(algorithm), algorithm));
    }
    made.put("another EC", new TestCertificate(subfolder("another"), "EC"));

    made.forEach(
        (ofCert, cert) ->
            made.forEach(
                (ofKey, key) -> {
                  ThrowingCallable makes =
                      () -> TlsFiles.context(TlsFiles.chain(cert.cert()), TlsFiles.key(key.key()));
                  if (cert == key) {
                    assertThatCode(makes).as(ofCert).doesNotThrowAnyException();
                  } else {
                    assertThatIllegalArgumentException()
                        .as("the key of %s with %s", ofKey, ofCert)
                        .isThrownBy(makes)
                        .withMessage("is not the key of the certificate");
                  }
                }));
  }

  private Path subfolder(String name) {
    try {
      return Files.createDirectory(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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

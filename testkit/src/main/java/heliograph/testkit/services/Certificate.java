package heliograph.testkit.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A key and its self-signed certificate for this machine, as a PKCS #12 file that serves as key
 * store and trust store alike. Made by the JDK's keytool; deleted when closed.
 */
public final class Certificate implements AutoCloseable {
  /** Opens the store and the key in it. */
  public static final String PASSWORD = "changeit";

  private final Path folder = Folders.temporary("tls");

  private Certificate() {}

  /** Makes one for {@code localhost} and {@code 127.0.0.1}. */
  public static Certificate selfSigned() {
    Certificate certificate = new Certificate();
    try {
      certificate.make();
    } catch (RuntimeException e) {
      certificate.close();
      throw e;
    }
    return certificate;
  }

  /** Returns the file. */
  public Path store() {
    return folder.resolve("store.p12");
  }

  private void make() {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    try {
      Process process =
          new ProcessBuilder(
                  keytool,
                  "-genkeypair",
                  "-alias",
                  "server",
                  "-keyalg",
                  "EC",
                  "-dname",
                  "CN=localhost",
                  "-ext",
                  "SAN=dns:localhost,ip:127.0.0.1",
                  "-validity",
                  "2",
                  "-storetype",
                  "PKCS12",
                  "-keystore",
                  store().toString(),
                  "-storepass",
                  PASSWORD)
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("keytool failed: " + output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while keytool ran", e);
    }
  }

  @Override
  public void close() {
    Folders.delete(folder);
  }
}

package heliograph.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Clients that connect under TLS and then say and hear nothing, and the certificate they trust. For
 * one thread.
 */
final class TlsClients implements AutoCloseable {
  private static final String PASSWORD = "changeit";

  private final Path folder;
  private final SSLContext trusting;
  private final List<SSLSocket> sockets = new ArrayList<>();

  /** Makes a certificate for this machine, with the JDK's keytool, on the curve most have. */
  TlsClients() throws IOException, InterruptedException, GeneralSecurityException {
    folder = Files.createTempDirectory("heliograph-tls");
    Path file = folder.resolve("store.p12");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(
        List.of("-genkeypair", "-alias", "server", "-keyalg", "EC", "-groupname", "secp256r1"));
    command.addAll(List.of("-dname", "CN=localhost", "-ext", "SAN=dns:localhost,ip:127.0.0.1"));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    command.addAll(List.of("-keystore", file.toString()));
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IOException("keytool made no certificate");
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    pem("CERTIFICATE", store.getCertificate("server").getEncoded());
    pem("PRIVATE KEY", store.getKey("server", PASSWORD.toCharArray()).getEncoded());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", store.getCertificate("server"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    trusting = SSLContext.getInstance("TLS");
    trusting.init(null, trust.getTrustManagers(), null);
  }

  private void pem(String label, byte[] der) throws IOException {
    String base64 = Base64.getMimeEncoder().encodeToString(der);
    Files.writeString(
        folder.resolve(label + ".pem"),
        "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n");
  }

  /** Returns what a node needs to speak TLS to them. */
  Map<String, String> environment() {
    return Map.of(
        "HELIOGRAPH_TLS_CERT", folder.resolve("CERTIFICATE.pem").toString(),
        "HELIOGRAPH_TLS_KEY", folder.resolve("PRIVATE KEY.pem").toString());
  }

  SSLContext trusting() {
    return trusting;
  }

  /** Connects clients, and waits for each one's welcome. */
  void connect(int port, int count, List<String> tokens) throws IOException {
    byte[] answer = new byte[4_096];
    for (int i = 0; i < count; i++) {
      SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket();
      socket.bind(new java.net.InetSocketAddress("127.0.0." + (1 + i / 20_000), 0));
      socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      String head =
          "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
              + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
              + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer "
              + tokens.get(i % tokens.size())
              + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      String heard = "";
      while (!heard.contains("welcome")) {
        int read = socket.getInputStream().read(answer);
        if (read < 0) {
          throw new IOException("not upgraded: " + heard);
        }
        heard += new String(answer, 0, read, StandardCharsets.ISO_8859_1);
      }
      sockets.add(socket);
    }
  }

  /** Ends all connections. */
  void endAll() throws IOException {
    for (SSLSocket socket : sockets) {
      socket.close();
    }
    sockets.clear();
  }

  @Override
  public void close() throws IOException {
    endAll();
    for (String label : List.of("CERTIFICATE.pem", "PRIVATE KEY.pem", "store.p12")) {
      Files.deleteIfExists(folder.resolve(label));
    }
    Files.deleteIfExists(folder);
  }
}

package heliograph.app.config;

import static heliograph.app.config.NodeKeys.ADMIN_HOST;
import static heliograph.app.config.NodeKeys.ADMIN_PORT;
import static heliograph.app.config.NodeKeys.AUTH_JWKS;
import static heliograph.app.config.NodeKeys.AUTH_SECRET;
import static heliograph.app.config.NodeKeys.DEV_TOKENS;
import static heliograph.app.config.NodeKeys.HOST;
import static heliograph.app.config.NodeKeys.PORT;
import static heliograph.app.config.NodeKeys.TLS_CERT;
import static heliograph.app.config.NodeKeys.TLS_KEY;
import static heliograph.app.config.StorageKeys.KAFKA_BOOTSTRAP_SERVERS;
import static heliograph.app.config.StorageKeys.LOG;
import static heliograph.app.config.StorageKeys.REDIS_URI;
import static heliograph.app.config.StorageKeys.SESSIONS;

import heliograph.jwt.JwtSettings;
import heliograph.websocket.TlsFiles;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;

/** What values must be together, and what a single text cannot tell about itself. */
final class Checks {
  private Checks() {}

  static void check(Values values) {
    if (values.sound(HOST, AUTH_SECRET, AUTH_JWKS)) {
      checkAuth(values);
    }
    if (values.sound(HOST, DEV_TOKENS, AUTH_SECRET, AUTH_JWKS)) {
      checkDevTokens(values);
    }
    checkSecret(values);
    checkJwks(values);
    checkTls(values);
    boolean samePort = values.get(PORT).equals(values.get(ADMIN_PORT)) && values.get(PORT) != 0;
    if (values.sound(PORT, ADMIN_PORT, HOST, ADMIN_HOST)
        && samePort
        && values.get(HOST).equals(values.get(ADMIN_HOST))) {
      values.conflict(ADMIN_PORT, "must differ from port, which is " + values.get(PORT) + " too");
    }
    if (values.sound(LOG, KAFKA_BOOTSTRAP_SERVERS)
        && values.get(LOG) == Config.LogKind.KAFKA
        && values.get(KAFKA_BOOTSTRAP_SERVERS).isEmpty()) {
      values.conflict(KAFKA_BOOTSTRAP_SERVERS, needed("log is kafka", KAFKA_BOOTSTRAP_SERVERS));
    }
    if (values.sound(SESSIONS, REDIS_URI)
        && values.get(SESSIONS) == Config.SessionsKind.REDIS
        && !values.has(REDIS_URI)) {
      values.conflict(REDIS_URI, needed("sessions is redis", REDIS_URI));
    }
  }

  private static String needed(String why, Key<?> key) {
    return "needed where %s: set %s or %s".formatted(why, key.environment(), key.flag());
  }

  private static void checkAuth(Values values) {
    boolean open = !values.has(AUTH_SECRET) && !values.has(AUTH_JWKS);
    if (open && !isLoopback(values.get(HOST))) {
      String message =
          "host %s is not a loopback address, and a non-loopback host needs auth: set %s (at least"
              + " %d bytes) or %s, or listen on 127.0.0.1";
      values.conflict(
          AUTH_SECRET,
          message.formatted(
              values.get(HOST),
              AUTH_SECRET.environment(),
              JwtSettings.SECRET_BYTES_MIN,
              AUTH_JWKS.environment()));
    }
  }

  private static void checkDevTokens(Values values) {
    if (!values.get(DEV_TOKENS)) {
      return;
    }
    if (!isLoopback(values.get(HOST))) {
      values.conflict(DEV_TOKENS, "host " + values.get(HOST) + " is not a loopback address");
    }
    if (!values.has(AUTH_SECRET) && values.has(AUTH_JWKS)) {
      values.conflict(AUTH_SECRET, needed("dev-tokens is true", AUTH_SECRET));
    }
  }

  private static void checkSecret(Values values) {
    if (!values.has(AUTH_SECRET)) {
      return;
    }
    int bytes = values.get(AUTH_SECRET).reveal().getBytes(StandardCharsets.UTF_8).length;
    if (bytes < JwtSettings.SECRET_BYTES_MIN) {
      values.conflict(
          AUTH_SECRET,
          "must have at least %d bytes, has %d: make one with openssl rand -base64 32"
              .formatted(JwtSettings.SECRET_BYTES_MIN, bytes));
    }
  }

  private static void checkJwks(Values values) {
    if (!values.has(AUTH_JWKS)) {
      return;
    }
    String jwks = values.get(AUTH_JWKS);
    try {
      if (jwks.toLowerCase(Locale.ROOT).matches("https?://.*")) {
        if (URI.create(jwks).getHost() == null) {
          values.conflict(AUTH_JWKS, "the URL has no host");
        }
      } else if (jwks.contains("://") && !jwks.startsWith("file:")) {
        values.conflict(AUTH_JWKS, "an http(s) URL or a file is needed");
      } else {
        Path file = Path.of(jwks.startsWith("file:") ? URI.create(jwks).getPath() : jwks);
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
          values.conflict(AUTH_JWKS, "cannot read the file " + file);
        }
      }
    } catch (InvalidPathException e) {
      values.conflict(AUTH_JWKS, "no valid path");
    } catch (IllegalArgumentException e) {
      values.conflict(AUTH_JWKS, "no valid URL");
    }
  }

  private static void checkTls(Values values) {
    if (!values.has(TLS_CERT) && !values.has(TLS_KEY)) {
      return;
    }
    if (!values.has(TLS_KEY)) {
      values.conflict(TLS_KEY, needed("tls-cert is set", TLS_KEY));
      return;
    }
    if (!values.has(TLS_CERT)) {
      values.conflict(TLS_CERT, needed("tls-key is set", TLS_CERT));
      return;
    }
    Key<?> at = TLS_CERT;
    try {
      List<X509Certificate> chain = TlsFiles.chain(Path.of(values.get(TLS_CERT)));
      at = TLS_KEY;
      TlsFiles.context(chain, TlsFiles.key(Path.of(values.get(TLS_KEY))));
    } catch (InvalidPathException e) {
      values.conflict(at, "no valid path");
    } catch (IllegalArgumentException e) {
      values.conflict(at, e.getMessage());
    }
  }

  /** Without asking a name server: a name other than localhost is not taken for a loopback one. */
  static boolean isLoopback(String host) {
    if (host.equalsIgnoreCase("localhost")) {
      return true;
    }
    try {
      return InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException name) {
      return false;
    }
  }
}

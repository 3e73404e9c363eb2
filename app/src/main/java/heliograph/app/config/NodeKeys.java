package heliograph.app.config;

import heliograph.domain.id.NodeId;
import heliograph.domain.session.Grants;
import java.util.List;

/** The keys of the node itself: where it listens, whom it lets in, what it logs, how it ends. */
final class NodeKeys {
  private static final Kind<Integer> PORT_KIND = Kinds.whole(0, 65_535);

  private static final Kind<String> HOST_KIND =
      Kinds.text("a host name or address", h -> h.matches("[A-Za-z0-9._:%\\[\\]-]{1,253}"));

  private static final long DAY_MS = 86_400_000;

  static final Key<String> HOST =
      Key.of("host", HOST_KIND, "127.0.0.1", "The address clients connect to; 0.0.0.0 for all.");

  static final Key<Integer> PORT =
      Key.of("port", PORT_KIND, "8080", "The port clients connect to; 0 for any free one.");

  static final Key<String> TLS_CERT =
      Key.optional(
          "tls-cert",
          Kinds.text("a file", s -> !s.isBlank()),
          "The certificate clients are shown, then those that vouch for it: a PEM file. With tls-key"
              + " the port speaks TLS 1.2 and 1.3 only.");

  static final Key<String> TLS_KEY =
      Key.optional(
          "tls-key",
          Kinds.text("a file", s -> !s.isBlank()),
          "The certificate's private key: a PEM file, PKCS #8, without a password.");

  static final Key<String> ADMIN_HOST =
      Key.optional(
          "admin-host", HOST_KIND, "The address of health and metrics; that of host if not given.");

  static final Key<Integer> ADMIN_PORT =
      Key.of(
          "admin-port", PORT_KIND, "8081", "The port of health and metrics; 0 for any free one.");

  static final Key<NodeId> NODE_ID =
      Key.optional(
          "node-id",
          Kinds.made("1 to 64 bytes without control characters", NodeId::new),
          "This node's name, unique in the cluster; the host name with a random end if not given.");

  static final Key<List<String>> ALLOWED_ORIGINS =
      Key.of(
          "allowed-origins",
          Kinds.origins(),
          "",
          "Origins whose pages may connect: exact ones, https://*.example.com for all subdomains, or"
              + " * for any. None: only pages served from the host they connect to.");

  static final Key<Boolean> TRUST_FORWARDED_FOR =
      Key.of(
          "trust-forwarded-for",
          Kinds.flag(),
          "false",
          "Whether the client's address is the last one in X-Forwarded-For. Only behind a proxy that"
              + " sets it.");

  static final Key<Secret> AUTH_SECRET =
      Key.hidden(
          "auth-secret",
          Kinds.made("at least 32 bytes", Secret::new),
          Key.Secrecy.ALL,
          "The secret of HS256 tokens, at least 32 bytes. Without it and without auth-jwks the node"
              + " is in development mode.");

  static final Key<Boolean> DEV_TOKENS =
      Key.of(
          "dev-tokens",
          Kinds.flag(),
          "false",
          "Development mode with auth-secret set, so that the nodes of a cluster on one machine take"
              + " each other's tokens. On a loopback host only.");

  static final Key<String> AUTH_JWKS =
      Key.optional(
          "auth-jwks",
          Kinds.text("an http(s) URL or a file", s -> !s.isBlank()),
          "Where the public keys of RS, PS, ES and EdDSA tokens are: an http(s) URL or a file.");

  static final Key<String> AUTH_ISSUER =
      Key.optional(
          "auth-issuer",
          Kinds.text("text", s -> !s.isBlank()),
          "What a token's iss must be; any if not given.");

  static final Key<String> AUTH_AUDIENCE =
      Key.optional(
          "auth-audience",
          Kinds.text("text", s -> !s.isBlank()),
          "What a token's aud must hold; any if not given.");

  static final Key<Long> AUTH_CLOCK_SKEW_MS =
      Key.of(
          "auth-clock-skew-ms",
          Kinds.large(0, 600_000),
          "30000",
          "How far the clock of the tokens' issuer may be off.");

  static final Key<Grants> AUTH_DEFAULT_GRANTS =
      Key.of(
          "auth-default-grants",
          Kinds.grants(),
          "*:join,publish,presence,history",
          "What a token without a rooms claim allows: MATCH:RIGHT,RIGHT, with ; between several.");

  static final Key<Long> DRAIN_MS =
      Key.of(
          "drain-ms",
          Kinds.large(0, DAY_MS),
          "5000",
          "Over how long clients are sent away when the node is told to stop.");

  static final Key<Long> DRAIN_LIMIT_MS =
      Key.of(
          "drain-limit-ms",
          Kinds.large(0, DAY_MS),
          "30000",
          "After it a stopping node cuts what is left; never less than drain-ms and 5 s.");

  static final Key<Config.LogLevel> LOG_LEVEL =
      Key.of("log-level", Kinds.choice(Config.LogLevel.class), "info", "What the node logs.");

  static final Key<Config.LogFormat> LOG_FORMAT =
      Key.of(
          "log-format",
          Kinds.choice(Config.LogFormat.class),
          "text",
          "How it logs: lines for people, or one JSON object a line.");

  static final List<Key<?>> ALL =
      List.of(
          HOST,
          PORT,
          TLS_CERT,
          TLS_KEY,
          ADMIN_HOST,
          ADMIN_PORT,
          NODE_ID,
          ALLOWED_ORIGINS,
          TRUST_FORWARDED_FOR,
          AUTH_SECRET,
          AUTH_JWKS,
          AUTH_ISSUER,
          AUTH_AUDIENCE,
          AUTH_CLOCK_SKEW_MS,
          AUTH_DEFAULT_GRANTS,
          DEV_TOKENS,
          DRAIN_MS,
          DRAIN_LIMIT_MS,
          LOG_LEVEL,
          LOG_FORMAT);

  private NodeKeys() {}
}

package heliograph.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigProblemsTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("node.yaml");
  }

  private List<String> problemsOf(String yaml) throws IOException {
    Files.writeString(file, yaml);
    return new ConfigFixture().file(file.toString()).problems();
  }

  @Test
  void allProblemsAreReportedAtOnceAsThePersonWroteThem() throws IOException {
    Files.writeString(file, "prot: 1\nmax-rooms: many\nlog: disk\n");

    assertThat(
            new ConfigFixture()
                .file(file.toString())
                .env("HELIOGRAPH_HEARTBEAT_MS", "5")
                .env("HELIOGRAPH_RESUME", "5")
                .flag("port", "65536")
                .flag("host", "0.0.0.0")
                .strays("--prt", "9", "--compresion=yes", "now")
                .problems())
        .containsExactlyInAnyOrder(
            "prot (" + file + " line 1): no such key; did you mean port?",
            "max-rooms (" + file + " line 2): \"many\" is not a whole number from 1 to 10000000",
            "log (" + file + " line 3): \"disk\" is not memory or kafka",
            "HELIOGRAPH_HEARTBEAT_MS (environment): \"5\" is not a whole number from 10 to"
                + " 2592000000",
            "HELIOGRAPH_RESUME (environment): no such key; did you mean HELIOGRAPH_RESUME_MS?",
            "--port (flag): \"65536\" is not a whole number from 0 to 65535",
            "--prt (flag): no such flag; did you mean --port?",
            "--compresion (flag): no such flag; did you mean --compression?",
            "now (argument): nothing is expected here",
            "auth-secret: host 0.0.0.0 is not a loopback address, and a non-loopback host needs"
                + " auth: set HELIOGRAPH_AUTH_SECRET (at least 32 bytes) or HELIOGRAPH_AUTH_JWKS,"
                + " or listen on 127.0.0.1");
  }

  @Test
  void aNameLikeNoOtherGetsNoSuggestion() throws IOException {
    assertThat(problemsOf("favourite-colour: blue"))
        .containsExactly("favourite-colour (" + file + " line 1): no such key");
  }

  @Test
  void aCertificateNeedsItsKeyAndAKeyItsCertificate() {
    assertThat(new ConfigFixture().env("HELIOGRAPH_TLS_CERT", "c.pem").problems())
        .containsExactly(
            "tls-key: needed where tls-cert is set: set HELIOGRAPH_TLS_KEY or --tls-key");
    assertThat(new ConfigFixture().env("HELIOGRAPH_TLS_KEY", "k.pem").problems())
        .containsExactly(
            "tls-cert: needed where tls-key is set: set HELIOGRAPH_TLS_CERT or --tls-cert");
  }

  @Test
  void aCertificateThatCannotBeReadIsNamed() throws IOException {
    Path missing = folder.resolve("missing.pem");
    ConfigFixture config = new ConfigFixture().env("HELIOGRAPH_TLS_KEY", "k.pem");

    assertThat(config.env("HELIOGRAPH_TLS_CERT", missing.toString()).problems())
        .containsExactly("HELIOGRAPH_TLS_CERT (environment): cannot read the file " + missing);
    Files.writeString(file, "hello");
    assertThat(config.env("HELIOGRAPH_TLS_CERT", file.toString()).problems())
        .containsExactly(
            "HELIOGRAPH_TLS_CERT (environment): no valid certificate in "
                + file
                + ": PEM is expected");
  }

  @Test
  void aShortSecretIsRefusedWithoutBeingShown() {
    assertThat(new ConfigFixture().env("HELIOGRAPH_AUTH_SECRET", "hunter2hunter2").problems())
        .containsExactly(
            "HELIOGRAPH_AUTH_SECRET (environment): must have at least 32 bytes, has 14: make one"
                + " with openssl rand -base64 32");
  }

  @Test
  void aBadRedisUriIsNotShown() {
    assertThat(new ConfigFixture().flag("redis-uri", "http://:pa55@host").problems())
        .containsExactly("--redis-uri (flag): this is not a URI such as redis://host:6379");
  }

  @Test
  void whatALogOrStoreNeedsMustBeThere() {
    assertThat(new ConfigFixture().flag("log", "kafka").flag("sessions", "redis").problems())
        .containsExactly(
            "kafka-bootstrap-servers: needed where log is kafka: set"
                + " HELIOGRAPH_KAFKA_BOOTSTRAP_SERVERS or --kafka-bootstrap-servers",
            "redis-uri: needed where sessions is redis: set HELIOGRAPH_REDIS_URI or --redis-uri");
  }

  @Test
  void devTokensAreForALoopbackHostAndNeedASecretToSignWith() throws IOException {
    assertThat(
            new ConfigFixture()
                .env("HELIOGRAPH_AUTH_SECRET", ConfigFixture.SECRET)
                .flag("host", "0.0.0.0")
                .flag("dev-tokens", "true")
                .problems())
        .containsExactly("--dev-tokens (flag): host 0.0.0.0 is not a loopback address");
    Path keys = Files.writeString(folder.resolve("keys.json"), "{}");
    assertThat(
            new ConfigFixture()
                .flag("auth-jwks", keys.toString())
                .flag("dev-tokens", "true")
                .problems())
        .containsExactly(
            "auth-secret: needed where dev-tokens is true: set HELIOGRAPH_AUTH_SECRET or"
                + " --auth-secret");
  }

  @Test
  void twoListenersCannotShareAPort() {
    assertThat(new ConfigFixture().flag("port", "9").flag("admin-port", "9").problems())
        .containsExactly("--admin-port (flag): must differ from port, which is 9 too");
    assertThat(new ConfigFixture().flag("port", "0").flag("admin-port", "0").problems()).isEmpty();
  }

  @Test
  void aKeySetMustBeAUrlOrAFileThatCanBeRead() throws IOException {
    Path keys = Files.writeString(folder.resolve("keys.json"), "{}");

    assertThat(new ConfigFixture().flag("auth-jwks", keys.toString()).problems()).isEmpty();
    assertThat(new ConfigFixture().flag("auth-jwks", keys.toUri().toString()).problems()).isEmpty();
    assertThat(new ConfigFixture().flag("auth-jwks", "https://a.example/jwks").problems())
        .isEmpty();
    assertThat(new ConfigFixture().flag("auth-jwks", "/nowhere/keys").problems())
        .containsExactly("--auth-jwks (flag): cannot read the file /nowhere/keys");
    assertThat(new ConfigFixture().flag("auth-jwks", "http://").problems())
        .containsExactly("--auth-jwks (flag): no valid URL");
    assertThat(new ConfigFixture().flag("auth-jwks", "ldap://a/b").problems())
        .containsExactly("--auth-jwks (flag): an http(s) URL or a file is needed");
  }

  @Test
  void aTypoOfAKafkaKeyIsNotPassedOnToKafka() {
    assertThat(new ConfigFixture().env("HELIOGRAPH_KAFKA_TOPICS", "a").problems())
        .containsExactly(
            "HELIOGRAPH_KAFKA_TOPICS (environment): no such key; did you mean"
                + " HELIOGRAPH_KAFKA_TOPIC?");
  }

  @Test
  void aKubernetesServiceLinkIsToldFromATypo() {
    assertThat(
            new ConfigFixture()
                .env("HELIOGRAPH_PORT", "tcp://10.0.0.1:8080")
                .env("HELIOGRAPH_SERVICE_HOST", "10.0.0.1")
                .env("HELIOGRAPH_PORT_8080_TCP_ADDR", "10.0.0.1")
                .problems())
        .hasSize(3)
        .allMatch(p -> p.endsWith("set enableServiceLinks: false in the pod"));
  }

  @Test
  void aScalarGivenTwiceIsAProblem() throws IOException {
    assertThat(new ConfigFixture().flag("port", "1", "2").problems())
        .containsExactly("--port (flag): one value is needed, not 2");
    assertThat(problemsOf("port: 1\nport: 2"))
        .containsExactly(file + " line 2: not valid YAML: Duplicate Object property \"port\"");
  }

  @Test
  void badOriginsAndGrantsAreNamed() {
    assertThat(new ConfigFixture().flag("allowed-origins", "https://a.example/path").problems())
        .containsExactly(
            "--allowed-origins (flag): \"https://a.example/path\" is not * or an origin such as"
                + " https://example.com or https://*.example.com");
    assertThat(new ConfigFixture().flag("auth-default-grants", "*:fly").problems())
        .containsExactly(
            "--auth-default-grants (flag): \"fly\" is no right: there are join, publish, presence,"
                + " history");
    assertThat(new ConfigFixture().flag("auth-default-grants", "join").problems())
        .containsExactly(
            "--auth-default-grants (flag): \"join\" is not a grant such as orders.*:join,publish");
  }

  @Test
  void aFileThatCannotBeReadIsNamed() {
    assertThat(new ConfigFixture().file("/nowhere/node.yaml").problems())
        .containsExactly("/nowhere/node.yaml: no such file");
    assertThat(new ConfigFixture().file(folder.toString()).problems())
        .containsExactly(folder + ": a directory, not a file");
    assertThat(new ConfigFixture().env("HELIOGRAPH_CONFIG", "\0").problems())
        .containsExactly("HELIOGRAPH_CONFIG: no valid path");
  }

  @Test
  void whatIsNoMapOfKeysIsAProblemWithItsLine() throws IOException {
    assertThat(problemsOf("- port"))
        .containsExactly(file + " line 1: a map of keys and values is needed");
    assertThat(problemsOf("port: [1\n")).singleElement().asString().contains("not valid YAML");
    assertThat(problemsOf("port: 1\n---\nport: 2\n")).singleElement().asString().contains("second");
    assertThat(problemsOf("host: &a localhost\nadmin-host: *a\n"))
        .anyMatch(p -> p.contains("aliases"));
    assertThat(problemsOf("presence-events: [{a: 1}]"))
        .singleElement()
        .asString()
        .contains("plain");
    assertThat(problemsOf("")).isEmpty();
    assertThat(problemsOf("# nothing\n")).isEmpty();
    assertThat(problemsOf("host:\nport:\n")).isEmpty();
  }

  @Test
  void noFileHoweverBrokenIsMoreThanAProblem() throws IOException {
    byte[] good =
        "host: localhost\nkafka: {topic: a, properties: {b: c}}\n".getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < good.length; at++) {
      for (byte other :
          new byte[] {0, '{', '}', '[', '&', '*', '!', ':', '"', '\t', '\n', (byte) 0xff}) {
        byte[] bad = good.clone();
        bad[at] = other;
        Files.write(file, bad);

        assertThat(new ConfigFixture().file(file.toString()).read()).isNotNull();
      }
    }
  }

  @Test
  void aFileWithoutEndIsNotRead() throws IOException {
    assertThat(problemsOf("#".repeat((1 << 20) + 1)))
        .containsExactly(file + ": larger than 1048576 bytes");
  }
}

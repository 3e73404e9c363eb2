package heliograph.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.Limits;
import heliograph.domain.session.Grant;
import heliograph.domain.session.Grants;
import heliograph.domain.session.Right;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
  @TempDir private Path folder;

  private String yaml(String text) throws IOException {
    return Files.writeString(folder.resolve("node.yaml"), text).toString();
  }

  @Test
  void withNothingGivenItIsADevelopmentNodeOnLoopback() {
    Config config = new ConfigFixture().valid();

    assertThat(config.listen().host()).isEqualTo("127.0.0.1");
    assertThat(config.listen().port()).isEqualTo(8080);
    assertThat(config.listen().adminHost()).isEqualTo("127.0.0.1");
    assertThat(config.listen().adminPort()).isEqualTo(8081);
    assertThat(config.listen().nodeId().value()).matches("host-example-[0-9a-f]{6}");
    assertThat(config.auth().development()).isTrue();
    assertThat(config.auth().secret().reveal().length()).isGreaterThanOrEqualTo(32);
    assertThat(config.log().kind()).isEqualTo(Config.LogKind.MEMORY);
    assertThat(config.sessions().kind()).isEqualTo(Config.SessionsKind.MEMORY);
    assertThat(config.limits()).isEqualTo(Limits.DEFAULT);
    assertThat(config.drain()).isEqualTo(new Config.Drain(5_000, 30_000));
  }

  @Test
  void aFlagBeatsTheEnvironmentWhichBeatsTheFileWhichBeatsTheDefault() throws IOException {
    ConfigFixture sources =
        new ConfigFixture()
            .file(yaml("port: 1\nadmin-port: 2\nheartbeat-ms: 3000\n"))
            .env("HELIOGRAPH_PORT", "11")
            .env("HELIOGRAPH_ADMIN_PORT", "12")
            .flag("port", "21");

    assertThat(sources.valid().listen().port()).isEqualTo(21);
    assertThat(sources.valid().listen().adminPort()).isEqualTo(12);
    assertThat(sources.valid().limits().heartbeatMs()).isEqualTo(3_000);
    assertThat(sources.effective().rows())
        .contains(
            new Effective.Row("port", "21", "flag --port"),
            new Effective.Row("admin-port", "12", "environment HELIOGRAPH_ADMIN_PORT"),
            new Effective.Row("heartbeat-ms", "3000", folder.resolve("node.yaml") + " line 3"),
            new Effective.Row("max-rooms", "1000", "default"),
            new Effective.Row("admin-host", "127.0.0.1", "as host"));
  }

  @Test
  void theEnvironmentMayNameTheFileAndAFlagAnother() throws IOException {
    String file = yaml("port: 7\n");

    assertThat(new ConfigFixture().env("HELIOGRAPH_CONFIG", file).valid().listen().port())
        .isEqualTo(7);
    assertThat(new ConfigFixture().env("HELIOGRAPH_CONFIG", "/nowhere").file(file).valid().listen())
        .extracting(Config.Listen::port)
        .isEqualTo(7);
  }

  @Test
  void anEmptyVariableIsAsGoodAsNone() {
    Config config =
        new ConfigFixture()
            .env("HELIOGRAPH_AUTH_SECRET", "")
            .env("HELIOGRAPH_PORT", " ")
            .env("HELIOGRAPH_CONFIG", "")
            .valid();

    assertThat(config.auth().development()).isTrue();
    assertThat(config.listen().port()).isEqualTo(8080);
  }

  @Test
  void listsComeAsYamlListsAsTextWithCommasOrAsRepeatedFlags() throws IOException {
    List<String> both = List.of("https://a.example", "https://*.b.example");

    assertThat(
            List.of(
                new ConfigFixture()
                    .file(yaml("allowed-origins: [https://a.example, 'https://*.b.example']"))
                    .valid(),
                new ConfigFixture()
                    .env("HELIOGRAPH_ALLOWED_ORIGINS", "https://a.example, https://*.b.example")
                    .valid(),
                new ConfigFixture()
                    .flag("allowed-origins", "https://a.example", "https://*.b.example")
                    .valid()))
        .extracting(c -> c.listen().allowedOrigins())
        .containsOnly(both);
  }

  @Test
  void defaultGrantsAreReadInTheirShortForm() throws IOException {
    Grants expected =
        new Grants(
            List.of(
                new Grant("$user:*:x", Set.of(Right.PUBLISH)),
                new Grant("a", Set.of(Right.JOIN, Right.HISTORY))));

    assertThat(
            new ConfigFixture()
                .flag("auth-default-grants", "$user:*:x:publish; a:join,history")
                .valid()
                .auth()
                .defaultGrants())
        .isEqualTo(expected);
    assertThat(
            new ConfigFixture()
                .file(yaml("auth-default-grants: ['$user:*:x:publish', 'a:join,history']"))
                .valid()
                .auth()
                .defaultGrants())
        .isEqualTo(expected);
  }

  @Test
  void kafkaPropertiesPassThroughFromEverySource() throws IOException {
    Config.Kafka kafka =
        new ConfigFixture()
            .file(
                yaml(
                    """
                    log: kafka
                    kafka:
                      topic: rooms
                      bootstrap-servers: ['a:1', 'b:2']
                      properties:
                        sasl.mechanism: PLAIN
                        ssl: {truststore.location: /t}
                        client.id: file
                    """))
            .env("HELIOGRAPH_KAFKA_CLIENT_ID", "env")
            .env("HELIOGRAPH_KAFKA_SECURITY_PROTOCOL", "SASL_SSL")
            .env("HELIOGRAPH_KAFKA_PARTITIONS", "6")
            .kafkaProperty("security.protocol=PLAINTEXT")
            .valid()
            .log()
            .kafka();

    assertThat(kafka.topic()).isEqualTo("rooms");
    assertThat(kafka.bootstrapServers()).containsExactly("a:1", "b:2");
    assertThat(kafka.partitions()).isEqualTo(6);
    assertThat(kafka.properties())
        .isEqualTo(
            Map.of(
                "sasl.mechanism", "PLAIN",
                "ssl.truststore.location", "/t",
                "client.id", "env",
                "security.protocol", "PLAINTEXT"));
  }

  @Test
  void theHardLimitOfADrainLeavesTheDrainItsTime() {
    assertThat(new ConfigFixture().flag("drain-ms", "60000").valid().drain())
        .isEqualTo(new Config.Drain(60_000, 65_000));
  }

  @Test
  void withASecretTheNodeMayListenAnywhere() {
    Config config =
        new ConfigFixture()
            .env("HELIOGRAPH_HOST", "0.0.0.0")
            .env("HELIOGRAPH_AUTH_SECRET", ConfigFixture.SECRET)
            .valid();

    assertThat(config.auth().development()).isFalse();
    assertThat(config.auth().secret()).isEqualTo(new Secret(ConfigFixture.SECRET));
    assertThat(config.listen().adminHost()).isEqualTo("0.0.0.0");
  }

  @Test
  void devTokensMakeItDevelopmentModeWithASecretOfOnesOwn() {
    Config config =
        new ConfigFixture()
            .env("HELIOGRAPH_AUTH_SECRET", ConfigFixture.SECRET)
            .flag("dev-tokens", "true")
            .valid();

    assertThat(config.auth().development()).isTrue();
    assertThat(config.auth().secret()).isEqualTo(new Secret(ConfigFixture.SECRET));
  }

  @Test
  void allThatIsLoopbackWillDoForDevelopment() {
    for (String host : List.of("localhost", "127.0.0.1", "127.9.9.9", "::1", "LOCALHOST")) {
      assertThat(new ConfigFixture().flag("host", host).valid().auth().development()).isTrue();
    }
  }

  @Test
  void noSecretIsEverShown() {
    ConfigFixture sources =
        new ConfigFixture()
            .env("HELIOGRAPH_AUTH_SECRET", ConfigFixture.SECRET)
            .env("HELIOGRAPH_REDIS_URI", "redis://user:pa55word@host:6379")
            .env("HELIOGRAPH_KAFKA_SASL_JAAS_CONFIG", "password=pa55word");

    String shown = String.join("\n", sources.effective().lines()) + sources.valid();
    assertThat(shown).doesNotContain(ConfigFixture.SECRET, "pa55word");
    assertThat(shown).contains("redis://********@host:6379");
    assertThat(sources.valid().sessions().redisUri().reveal()).contains("pa55word");
  }

  @Test
  void everyKeyIsShownOnce() {
    assertThat(new ConfigFixture().effective().rows())
        .extracting(Effective.Row::name)
        .containsExactlyElementsOf(Keys.names().toList());
  }
}

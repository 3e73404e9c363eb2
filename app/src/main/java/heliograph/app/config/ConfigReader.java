package heliograph.app.config;

import heliograph.domain.id.NodeId;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Reads the configuration: a YAML file, under the environment, under flags. Thread-safe if its
 * generator is.
 */
public final class ConfigReader {
  /** What came of it. */
  public sealed interface Outcome {
    /** All is well. */
    record Valid(Config config, Effective effective) implements Outcome {}

    /** All problems there are, at least one. */
    record Invalid(List<Problem> problems) implements Outcome {}
  }

  private static final int HOST_PART_MAX = 40;
  private static final int SECRET_BYTES = 32;
  private static final long CUT_AFTER_DRAIN_MS = 5_000;

  private final RandomGenerator random;
  private final String hostName;

  /**
   * Takes what is made up from.
   *
   * @param random for the node's name and a development secret; a secure one, but in tests
   * @param hostName of this machine, for the node's name
   */
  public ConfigReader(RandomGenerator random, String hostName) {
    this.random = random;
    this.hostName = hostName;
  }

  /**
   * Reads and checks everything.
   *
   * @param file null to take the one that the environment names, if any
   */
  public Outcome read(String file, Map<String, String> environment, Flags flags) {
    Values values = new Values();
    readFile(file, environment, values);
    Environment.read(environment, values);
    flags.read(values);
    derive(values);
    Checks.check(values);
    if (!values.problems().isEmpty()) {
      return new Outcome.Invalid(values.problems());
    }
    if (isOpen(values)) {
      Secret madeUp = new Secret(Base64.getEncoder().encodeToString(bytes(SECRET_BYTES)));
      values.derive(NodeKeys.AUTH_SECRET, madeUp, "made up for development mode");
      values.derive(NodeKeys.DEV_TOKENS, true, "as there is neither auth-secret nor auth-jwks");
    }
    return new Outcome.Valid(config(values), values.effective());
  }

  private static void readFile(String flag, Map<String, String> environment, Values values) {
    String file = flag != null ? flag : environment.getOrDefault(Environment.CONFIG, "");
    if (file.isEmpty() && flag == null) {
      return;
    }
    try {
      YamlFile.read(Path.of(file), values);
    } catch (InvalidPathException e) {
      String name = flag != null ? "--config" : Environment.CONFIG;
      values.problem(new Problem(name, null, "no valid path"));
    }
  }

  private void derive(Values values) {
    if (!values.has(NodeKeys.ADMIN_HOST)) {
      values.derive(NodeKeys.ADMIN_HOST, values.get(NodeKeys.HOST), "as host");
    }
    if (!values.has(NodeKeys.NODE_ID)) {
      String name = hostName.replaceAll("[^A-Za-z0-9-]", "-");
      String start = name.substring(0, Math.min(name.length(), HOST_PART_MAX));
      String end = HexFormat.of().formatHex(bytes(3));
      NodeId id = new NodeId(start.isEmpty() ? "node-" + end : start + "-" + end);
      values.derive(NodeKeys.NODE_ID, id, "host name and a random end");
    }
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static boolean isOpen(Values values) {
    return !values.has(NodeKeys.AUTH_SECRET) && !values.has(NodeKeys.AUTH_JWKS);
  }

  private static Config config(Values v) {
    return new Config(
        new Config.Listen(
            v.get(NodeKeys.HOST),
            v.get(NodeKeys.PORT),
            v.get(NodeKeys.TLS_CERT),
            v.get(NodeKeys.TLS_KEY),
            v.get(NodeKeys.ADMIN_HOST),
            v.get(NodeKeys.ADMIN_PORT),
            v.get(NodeKeys.NODE_ID),
            v.get(NodeKeys.ALLOWED_ORIGINS),
            v.get(NodeKeys.TRUST_FORWARDED_FOR)),
        new Config.Auth(
            v.get(NodeKeys.AUTH_SECRET),
            v.get(NodeKeys.AUTH_JWKS),
            v.get(NodeKeys.AUTH_ISSUER),
            v.get(NodeKeys.AUTH_AUDIENCE),
            v.get(NodeKeys.AUTH_CLOCK_SKEW_MS),
            v.get(NodeKeys.AUTH_DEFAULT_GRANTS),
            v.get(NodeKeys.DEV_TOKENS)),
        new Config.Transport(
            v.get(TransportKeys.MAX_CONNECTIONS),
            v.get(TransportKeys.MAX_CONNECTIONS_PER_USER),
            v.get(TransportKeys.MAX_CONNECTIONS_PER_ADDRESS),
            v.get(TransportKeys.MAX_FRAMES_PER_SECOND),
            v.get(TransportKeys.MAX_BYTES_PER_SECOND),
            v.get(TransportKeys.HANDSHAKE_TIMEOUT_MS),
            v.get(TransportKeys.WRITE_TIMEOUT_MS),
            v.get(TransportKeys.COALESCE_MS),
            v.get(TransportKeys.COMPRESSION),
            v.get(TransportKeys.COMPRESSION_THRESHOLD_BYTES)),
        new Config.RoomLog(
            v.get(StorageKeys.LOG),
            new Config.Memory(
                v.get(StorageKeys.LOG_RETENTION_MESSAGES),
                v.get(StorageKeys.LOG_RETENTION_BYTES),
                v.get(StorageKeys.LOG_RETENTION_MS)),
            new Config.Kafka(
                v.get(StorageKeys.KAFKA_BOOTSTRAP_SERVERS),
                v.get(StorageKeys.KAFKA_TOPIC),
                v.get(StorageKeys.KAFKA_PARTITIONS),
                v.get(StorageKeys.KAFKA_REPLICATION),
                v.get(StorageKeys.KAFKA_RETENTION_MS),
                v.kafkaProperties())),
        new Config.Sessions(
            v.get(StorageKeys.SESSIONS),
            v.get(StorageKeys.REDIS_URI),
            v.get(StorageKeys.PRESENCE_LEASE_MS)),
        LimitKeys.limits(v),
        new Config.Drain(
            v.get(NodeKeys.DRAIN_MS),
            Math.max(
                v.get(NodeKeys.DRAIN_LIMIT_MS), v.get(NodeKeys.DRAIN_MS) + CUT_AFTER_DRAIN_MS)),
        new Config.Logging(v.get(NodeKeys.LOG_LEVEL), v.get(NodeKeys.LOG_FORMAT)));
  }
}

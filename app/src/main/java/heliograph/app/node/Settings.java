package heliograph.app.node;

import heliograph.app.config.Config;
import heliograph.jwt.JwtSettings;
import heliograph.kafka.KafkaConfig;
import heliograph.websocket.TlsFiles;
import heliograph.websocket.TransportConfig;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;

/** The one configuration as the adapters want it. */
final class Settings {
  private static final int CLOSE_TIMEOUT_MS = 5_000;
  private static final int RETRY_AFTER_S = 5;

  private Settings() {}

  static JwtSettings tokens(Config config) {
    Config.Auth auth = config.auth();
    return new JwtSettings(
        auth.secret() == null ? null : auth.secret().reveal(),
        auth.jwks(),
        auth.issuer(),
        auth.audience(),
        auth.clockSkewMs(),
        auth.defaultGrants());
  }

  /**
   * Returns what the public listener shows its clients; null for no TLS.
   *
   * @throws IllegalArgumentException if a file is not as it was when the configuration was checked
   */
  static SSLContext tls(Config config) {
    Config.Listen listen = config.listen();
    return listen.tlsCert() == null
        ? null
        : TlsFiles.context(
            TlsFiles.chain(Path.of(listen.tlsCert())), TlsFiles.key(Path.of(listen.tlsKey())));
  }

  static TransportConfig transport(Config config) {
    Config.Transport transport = config.transport();
    return new TransportConfig(
        "/ws",
        config.listen().allowedOrigins(),
        transport.compression(),
        transport.compressionThresholdBytes(),
        config.limits().maxFrameBytes(),
        transport.maxConnections(),
        transport.maxConnectionsPerUser(),
        transport.maxConnectionsPerAddress(),
        transport.maxFramesPerSecond(),
        Math.toIntExact(Math.min(Integer.MAX_VALUE, transport.maxBytesPerSecond())),
        Math.toIntExact(config.limits().heartbeatMs()),
        Math.toIntExact(transport.handshakeTimeoutMs()),
        Math.toIntExact(transport.writeTimeoutMs()),
        CLOSE_TIMEOUT_MS,
        transport.coalesceMs(),
        RETRY_AFTER_S);
  }

  static KafkaConfig kafka(Config config) {
    Config.Kafka kafka = config.log().kafka();
    return KafkaConfig.DEFAULT.with(
        edit -> {
          edit.bootstrapServers = String.join(",", kafka.bootstrapServers());
          edit.topics(kafka.topic());
          edit.partitions = kafka.partitions();
          edit.replication = kafka.replication();
          edit.retentionMs = kafka.retentionMs();
          edit.clientId = "heliograph-" + config.listen().nodeId();
          edit.clientProperties = kafka.properties();
          edit.dedupeWindowMs = config.limits().dedupeWindowMs();
          // The log is to answer before the hub gives up on it.
          edit.deliveryTimeoutMs = Math.max(1_000, config.limits().publishTimeoutMs() * 4 / 5);
          edit.lingerMs = config.transport().coalesceMs();
        });
  }
}

package heliograph.kafka;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Makes the Kafka clients of a node. In each, defaults of ours come first, the operator's
 * properties replace them, and what the promises of the ports rest on replaces these.
 */
final class Clients {
  private static final int REQUEST_TIMEOUT_MS = 3_000;

  /** For producers that know their topic beforehand: it is not to be forgotten for being quiet. */
  private static final String NEVER_MS = Long.toString(Long.MAX_VALUE / 2);

  private final KafkaConfig config;

  Clients(KafkaConfig config) {
    this.config = config;
  }

  Admin admin() {
    Map<String, Object> all = base("admin");
    all.put("default.api.timeout.ms", REQUEST_TIMEOUT_MS);
    all.put("request.timeout.ms", REQUEST_TIMEOUT_MS / 2);
    return Admin.create(finish(all, Map.of()));
  }

  /** Makes the producer of rooms' messages and controls. It never blocks its caller. */
  KafkaProducer<byte[], byte[]> durableProducer(String purpose, long deliveryTimeoutMs) {
    return producer(durable(purpose, deliveryTimeoutMs));
  }

  private Map<String, Object> durable(String purpose, long deliveryTimeoutMs) {
    Map<String, Object> all = base(purpose);
    // The client's default of 5 ms would be 5 ms of every publish; under load, batches form while
    // requests are under way, without waiting.
    all.put("linger.ms", 0);
    all.put("request.timeout.ms", (int) Math.min(REQUEST_TIMEOUT_MS, deliveryTimeoutMs / 2));
    all.put("buffer.memory", 2 * config.inFlightBytesMax() + (32L << 20));
    Map<String, Object> musts = new HashMap<>();
    musts.put("acks", "all");
    musts.put("enable.idempotence", true);
    musts.put("max.block.ms", 0);
    musts.put("metadata.max.idle.ms", NEVER_MS);
    musts.put("delivery.timeout.ms", Math.toIntExact(deliveryTimeoutMs));
    return finish(all, musts);
  }

  /** Makes the producer of ephemeral messages: a small buffer, nothing repeated. */
  KafkaProducer<byte[], byte[]> ephemeralProducer() {
    Map<String, Object> all = base("ephemeral");
    all.put("linger.ms", 0);
    Map<String, Object> musts = new HashMap<>();
    musts.put("acks", "1");
    musts.put("enable.idempotence", false);
    musts.put("retries", 0);
    musts.put("max.block.ms", 0);
    musts.put("metadata.max.idle.ms", NEVER_MS);
    musts.put("buffer.memory", 4L << 20);
    musts.put("request.timeout.ms", 1_000);
    musts.put("delivery.timeout.ms", 2_000);
    return producer(finish(all, musts));
  }

  /** Makes a consumer that belongs to no group and commits nothing. */
  KafkaConsumer<ByteBuffer, ByteBuffer> consumer(String purpose, String offsetReset) {
    return consumer(purpose, offsetReset, Map.of());
  }

  private KafkaConsumer<ByteBuffer, ByteBuffer> consumer(
      String purpose, String offsetReset, Map<String, Object> more) {
    Map<String, Object> all = base(purpose);
    all.put("fetch.max.bytes", 8 << 20);
    all.put("max.poll.records", 1_000);
    all.put("request.timeout.ms", REQUEST_TIMEOUT_MS);
    all.put("default.api.timeout.ms", REQUEST_TIMEOUT_MS);
    Map<String, Object> musts = new HashMap<>(more);
    musts.put("fetch.min.bytes", 1);
    musts.put("enable.auto.commit", false);
    musts.put("auto.offset.reset", offsetReset);
    musts.put("allow.auto.create.topics", false);
    return new KafkaConsumer<>(finish(all, musts), new Slices(), new Slices());
  }

  /** Makes a consumer for reads that end at a known position: to wait for records is of no use. */
  KafkaConsumer<ByteBuffer, ByteBuffer> catchUpConsumer(int number) {
    return consumer(
        "catch-up-" + number, "none", Map.of("fetch.max.wait.ms", 0, "max.poll.records", 5_000));
  }

  /** Ends a consumer at once, without a last word to the broker, which needs none. */
  static void close(KafkaConsumer<?, ?> consumer) {
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }

  private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> all) {
    return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Checks the operator's properties, so that a wrong one is known before anything is started.
   *
   * @throws org.apache.kafka.common.config.ConfigException naming the property
   */
  void check() {
    Map<String, Object> all = durable("check", config.deliveryTimeoutMs());
    all.put("key.serializer", ByteArraySerializer.class);
    all.put("value.serializer", ByteArraySerializer.class);
    ProducerConfig producer = new ProducerConfig(all);
    long requestMs = producer.getInt("request.timeout.ms") + producer.getLong("linger.ms");
    if (requestMs > config.deliveryTimeoutMs()) {
      throw new ConfigException(
          ("request.timeout.ms and linger.ms make %d ms, but a publish may take %d:"
                  + " lower them, or let publishes take longer")
              .formatted(requestMs, config.deliveryTimeoutMs()));
    }
  }

  private Map<String, Object> base(String purpose) {
    Map<String, Object> all = new HashMap<>();
    all.put("client.id", config.clientId() + "-" + purpose);
    all.put("reconnect.backoff.ms", 50);
    all.put("reconnect.backoff.max.ms", 500);
    all.put("retry.backoff.ms", 50);
    all.put("retry.backoff.max.ms", 500);
    all.put("socket.connection.setup.timeout.ms", 2_000);
    all.put("socket.connection.setup.timeout.max.ms", 5_000);
    // No connection ends for being idle: that none is left means that no broker can be reached.
    all.put("connections.max.idle.ms", -1);
    all.put("enable.metrics.push", false);
    return all;
  }

  private Map<String, Object> finish(Map<String, Object> all, Map<String, Object> musts) {
    all.putAll(config.clientProperties());
    all.putAll(musts);
    all.put("bootstrap.servers", config.bootstrapServers());
    raiseApiTimeout(all);
    return all;
  }

  /** A client takes no shorter one than its request timeout, and operators set that one only. */
  private void raiseApiTimeout(Map<String, Object> all) {
    String request = config.clientProperties().get("request.timeout.ms");
    if (request != null
        && all.containsKey("default.api.timeout.ms")
        && !config.clientProperties().containsKey("default.api.timeout.ms")) {
      all.put("default.api.timeout.ms", request);
    }
  }

  /** Hands keys and values on as they lie in the fetched bytes: most are skipped, not copied. */
  private static final class Slices implements Deserializer<ByteBuffer> {
    @Override
    public ByteBuffer deserialize(String topic, byte[] data) {
      return data == null ? null : ByteBuffer.wrap(data);
    }

    @Override
    public ByteBuffer deserialize(String topic, Headers headers, ByteBuffer data) {
      return data;
    }
  }
}

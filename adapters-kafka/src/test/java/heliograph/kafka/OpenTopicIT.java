package heliograph.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heliograph.domain.Input;
import heliograph.domain.id.MessageKey;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.UserId;
import heliograph.domain.message.Draft;
import heliograph.domain.message.LogRecord;
import heliograph.domain.message.Payload;
import heliograph.domain.message.Span;
import heliograph.domain.message.Stretch;
import heliograph.ports.Telemetry;
import heliograph.testkit.contract.RecordingInbox;
import heliograph.testkit.services.KafkaService;
import heliograph.testkit.services.RealServices;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The topic as an interface: whatever other programs write there, with producers of their own. */
@ExtendWith(RealServices.class)
class OpenTopicIT {
  private static final Counts COUNTS = new Counts();
  private static final RecordingInbox INBOX = new RecordingInbox();
  private static KafkaConfig config;
  private static KafkaRoomLog log;
  private static KafkaProducer<String, byte[]> producer;

  @BeforeAll
  static void start(KafkaService kafka) {
    config = TestTopics.config(kafka, 4);
    log = new KafkaRoomLog(config, COUNTS);
    log.start(INBOX);
    producer = producer(Map.of());
  }

  @AfterAll
  static void stop() {
    producer.close();
    log.close();
  }

  private static KafkaProducer<String, byte[]> producer(Map<String, Object> more) {
    Map<String, Object> all = new java.util.HashMap<>(more);
    all.put("bootstrap.servers", config.bootstrapServers());
    return new KafkaProducer<>(all, new StringSerializer(), new ByteArraySerializer());
  }

  private static RoomName followed() {
    RoomName room = new RoomName("open-" + UUID.randomUUID());
    log.follow(room);
    INBOX.followed(room, 1);
    return room;
  }

  private static ProducerRecord<String, byte[]> record(String key, String value) {
    return new ProducerRecord<>(config.topic(), key, value == null ? null : Bytes.utf8(value));
  }

  private static LogRecord only(RoomName room) {
    INBOX.await("the record of " + room, () -> !INBOX.records(room).isEmpty());
    return INBOX.records(room).getFirst();
  }

  @Test
  void recordOfAPlainProducerReachesTheRoom() throws Exception {
    RoomName room = followed();
    ProducerRecord<String, byte[]> sent = record(room.value(), "{\"price\":42}");
    sent.headers().add("from", Bytes.utf8("billing"));
    sent.headers().add("key", Bytes.utf8("order-1"));
    sent.headers().add("traceparent", Bytes.utf8("00-a-b-01"));
    long position = producer.send(sent).get().offset();

    LogRecord got = only(room);

    assertThat(got.position()).isEqualTo(position);
    assertThat(got.from()).isEqualTo(new UserId("billing"));
    assertThat(got.key()).isEqualTo(new MessageKey("order-1"));
    assertThat(got.traceparent()).isEqualTo("00-a-b-01");
    assertThat(got.payload())
        .isEqualTo(new Payload(Payload.Type.JSON, Bytes.utf8("{\"price\":42}")));
  }

  @Test
  void recordWithoutHeadersHasNoSenderAndNoKey() {
    RoomName room = followed();
    producer.send(record(room.value(), "1"));

    LogRecord got = only(room);

    assertThat(got.from()).isNull();
    assertThat(got.key()).isNull();
    assertThat(got.skip()).isNull();
    assertThat(got.atMs()).isPositive();
  }

  @Test
  void valueOfAnyKindComesAsItIs() {
    RoomName room = followed();
    ProducerRecord<String, byte[]> text = record(room.value(), "hello, plain text");
    text.headers().add("content-type", Bytes.utf8("text/plain"));
    producer.send(text);

    assertThat(only(room).payload())
        .isEqualTo(new Payload(Payload.Type.BYTES, Bytes.utf8("hello, plain text")));
  }

  @Test
  void inboxOfAUserIsOpenAndOtherSystemRoomsAreNot() {
    RoomName inbox = RoomName.inboxOf(new UserId("u-" + UUID.randomUUID()));
    log.follow(inbox);
    ProducerRecord<String, byte[]> system = record("$secret", "1");
    system.headers().add("key", Bytes.utf8("k"));
    producer.send(system);
    producer.send(record(inbox.value(), "2"));

    assertThat(only(inbox).payload().bytes()).isEqualTo(Bytes.utf8("2"));
    assertThat(INBOX.records(new RoomName("$secret"))).isEmpty();
  }

  @Test
  void whatIsNoMessageIsCountedAndPassedOver() {
    RoomName room = followed();
    long before = COUNTS.of(Telemetry.Counter.LOG_RECORDS_UNUSABLE);
    producer.send(record(null, "1"));
    producer.send(record(room.value(), null));
    for (String key : List.of("", "x".repeat(193), "bell\u0007")) {
      ProducerRecord<String, byte[]> bad = record(key, "1");
      bad.headers().add("key", Bytes.utf8("k"));
      producer.send(bad);
    }
    ProducerRecord<String, byte[]> odd = record(room.value(), "2");
    odd.headers().add("from", new byte[] {(byte) 0xff});
    odd.headers().add("key", Bytes.utf8("k".repeat(129)));
    odd.headers().add("skip", null);
    odd.headers().add("traceparent", Bytes.utf8("a b"));
    odd.headers().add("content-type", Bytes.utf8("text/\n"));
    producer.send(odd);

    LogRecord got = only(room);
    assertThat(got.payload()).isEqualTo(new Payload(Payload.Type.BYTES, Bytes.utf8("2")));
    assertThat(got.from()).isNull();
    assertThat(got.key()).isNull();
    assertThat(got.skip()).isNull();
    assertThat(got.traceparent()).isNull();
    await()
        .untilAsserted(
            () ->
                assertThat(COUNTS.of(Telemetry.Counter.LOG_RECORDS_UNUSABLE) - before)
                    .isGreaterThanOrEqualTo(5));
  }

  @Test
  void compressedBatchesAreRead() {
    RoomName room = followed();
    try (KafkaProducer<String, byte[]> gzip =
        producer(Map.of("compression.type", "gzip", "linger.ms", 50))) {
      for (int i = 0; i < 100; i++) {
        gzip.send(record(i % 2 == 0 ? room.value() : "other-" + i, "" + i));
      }
    }

    INBOX.await("all records", () -> INBOX.records(room).size() == 50);
    assertThat(INBOX.records(room).stream().map(LogRecord::position)).isSorted();
  }

  @Test
  void transactionsMarksTakePositionsAndHoldNothingUp() throws Exception {
    RoomName room = followed();
    long last = -1;
    try (KafkaProducer<String, byte[]> transactional =
        producer(Map.of("transactional.id", "t-" + UUID.randomUUID()))) {
      transactional.initTransactions();
      for (int i = 0; i < 3; i++) {
        transactional.beginTransaction();
        last = transactional.send(record(room.value(), "" + i)).get().offset();
        transactional.commitTransaction();
      }
    }
    INBOX.await("all records", () -> INBOX.records(room).size() == 3);

    log.read(77, new Span(room, new Span.After(last), 9, 9));
    Stretch beyond = INBOX.read(77);
    assertThat(beyond.records()).isEmpty();
    assertThat(beyond.end()).isGreaterThan(last);
    assertThat(beyond.upTo()).isEqualTo(beyond.end());
    assertThat(beyond.more()).isFalse();
    log.read(78, new Span(room, new Span.Before(Long.MAX_VALUE), 9, 99));
    assertThat(INBOX.read(78).records()).hasSize(3);
    Payload data = new Payload(Payload.Type.JSON, Bytes.utf8("9"));
    log.append(79, new Draft(room, new UserId("a"), null, data, null, null));
    assertThat(INBOX.appended(79)).isGreaterThan(last);
    log.follow(room);
    assertThat(INBOX.await(Input.Followed.class, f -> f.room().equals(room), 2).head())
        .isGreaterThanOrEqualTo(INBOX.appended(79));
  }
}

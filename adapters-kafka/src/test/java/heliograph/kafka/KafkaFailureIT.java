package heliograph.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import heliograph.domain.Input;
import heliograph.domain.Input.LogFailure;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.UserId;
import heliograph.domain.message.Draft;
import heliograph.domain.message.LogRecord;
import heliograph.domain.message.Payload;
import heliograph.domain.message.Span;
import heliograph.ports.Telemetry;
import heliograph.testkit.contract.RecordingInbox;
import heliograph.testkit.services.LocalKafka;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One broker that is killed, paused, or loses its topic, while a node goes on. */
class KafkaFailureIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long DELIVERY_TIMEOUT_MS = 2_000;

  /** Much shorter than any timeout: what is refused within it did not wait. */
  private static final long AT_ONCE_MS = 500;

  private static LocalKafka kafka;
  private final AtomicLong tickets = new AtomicLong();
  private final RecordingInbox inbox = new RecordingInbox();
  private KafkaConfig config;
  private KafkaRoomLog log;

  @BeforeAll
  static void startBroker() {
    kafka = LocalKafka.start(1, Map.of());
  }

  @AfterAll
  static void stopBroker() {
    kafka.close();
  }

  @BeforeEach
  void startLog() {
    config =
        TestTopics.config(kafka, 4)
            .with(
                c -> {
                  c.deliveryTimeoutMs = DELIVERY_TIMEOUT_MS;
                  c.readTimeoutMs = 1_000;
                });
    log = new KafkaRoomLog(config, Telemetry.NONE);
    log.start(inbox);
  }

  @AfterEach
  void closeLog() {
    log.close();
  }

  private long append(RoomName room) {
    long ticket = tickets.incrementAndGet();
    log.append(ticket, Publisher.draft(room, ticket));
    return ticket;
  }

  private LogFailure failureOf(long ticket) {
    return inbox.await(Input.AppendFailed.class, f -> f.ticket() == ticket).failure();
  }

  private static RoomName freshRoom() {
    return new RoomName("room-" + UUID.randomUUID());
  }

  private void awaitTrouble(boolean any) {
    await().atMost(PATIENCE).until(() -> (log.trouble() != null) == any);
  }

  @Test
  void killedBrokerCostsNothingThatWasAnsweredAndPublishesAreRefusedAtOnceUntilItIsBack()
      throws Exception {
    Publisher publisher = new Publisher(log, inbox, tickets, 8);
    await().until(() -> publisher.appended().size() > 200);

    kafka.kill(0);
    awaitTrouble(true);
    RoomName room = freshRoom();
    long asked = System.nanoTime();
    long refused = append(room);
    assertThat(failureOf(refused)).isEqualTo(LogFailure.UNAVAILABLE);
    log.read(-1, new Span(room, new Span.After(-1), 9, 9));
    inbox.await(Input.ReadFailed.class, f -> f.ticket() == -1);
    assertThat(System.nanoTime() - asked).isLessThan(TimeUnit.MILLISECONDS.toNanos(AT_ONCE_MS));
    assertThat(log.trouble()).contains(kafka.bootstrapServers()).contains("since");
    // Longer than a delivery may take: what was under way is answered, too.
    await()
        .atMost(PATIENCE)
        .until(() -> publisher.failures().containsValue(LogFailure.UNAVAILABLE));

    kafka.restart(0);
    awaitTrouble(false);
    int before = publisher.appended().size();
    await().atMost(PATIENCE).until(() -> publisher.appended().size() > before + 200);
    publisher.finish();

    assertThat(publisher.faults()).isEmpty();
    assertThat(publisher.failures().values())
        .containsOnly(LogFailure.UNAVAILABLE, LogFailure.TIMEOUT)
        .contains(LogFailure.UNAVAILABLE);
    assertThat(inbox.of(Input.EpochChanged.class)).isEmpty();
  }

  @Test
  void pausedBrokerLetsWhatIsUnderWayTimeOutAndRefusesTheRest() throws Exception {
    Publisher publisher = new Publisher(log, inbox, tickets, 8);
    await().until(() -> publisher.appended().size() > 100);

    kafka.pause(0);
    try {
      await().atMost(PATIENCE).until(() -> publisher.failures().containsValue(LogFailure.TIMEOUT));
      awaitTrouble(true);
      long asked = System.nanoTime();
      assertThat(failureOf(append(freshRoom()))).isEqualTo(LogFailure.UNAVAILABLE);
      assertThat(System.nanoTime() - asked).isLessThan(TimeUnit.MILLISECONDS.toNanos(AT_ONCE_MS));
    } finally {
      kafka.resume(0);
    }

    awaitTrouble(false);
    int before = publisher.appended().size();
    await().atMost(PATIENCE).until(() -> publisher.appended().size() > before + 100);
    publisher.finish();
    assertThat(publisher.faults()).isEmpty();
    assertThat(inbox.of(Input.EpochChanged.class)).isEmpty();
  }

  @Test
  void appendsBeyondTheBoundOnAllThatAreUnderWayAreRefusedAtOnceAndNoOthers() {
    RecordingInbox few = new RecordingInbox();
    KafkaRoomLog bounded =
        new KafkaRoomLog(
            config.with(
                c -> {
                  c.inFlightMax = 10;
                  c.deliveryTimeoutMs = 20_000;
                }),
            Telemetry.NONE);
    try {
      bounded.start(few);
      kafka.pause(0);
      try {
        for (int i = 0; i < 13; i++) {
          bounded.append(i, Publisher.draft(freshRoom(), i));
        }
        few.await("the refusals", () -> few.of(Input.AppendFailed.class).size() == 3);
        assertThat(bounded.trouble()).isNull();
      } finally {
        kafka.resume(0);
      }

      for (int i = 0; i < 10; i++) {
        few.appended(i);
      }
      bounded.append(13, Publisher.draft(freshRoom(), 13));
      few.appended(13);
      assertThat(few.of(Input.AppendFailed.class))
          .containsExactly(
              new Input.AppendFailed(10, LogFailure.BUSY),
              new Input.AppendFailed(11, LogFailure.BUSY),
              new Input.AppendFailed(12, LogFailure.BUSY));
    } finally {
      bounded.close();
    }
  }

  @Test
  void bytesOfAllAppendsUnderWayAreBoundedTooAndSmallerOnesStillFit() {
    RecordingInbox few = new RecordingInbox();
    // Each counts for somewhat more than its data: three of 10,000 bytes fit, and one of a few.
    KafkaRoomLog bounded =
        new KafkaRoomLog(
            config.with(
                c -> {
                  c.inFlightBytesMax = 35_000;
                  c.deliveryTimeoutMs = 20_000;
                }),
            Telemetry.NONE);
    try {
      bounded.start(few);
      kafka.pause(0);
      try {
        for (int i = 0; i < 4; i++) {
          bounded.append(i, large(freshRoom()));
        }
        bounded.append(4, Publisher.draft(freshRoom(), 4));
        few.await("the refusal", () -> !few.of(Input.AppendFailed.class).isEmpty());
        assertThat(bounded.trouble()).isNull();
      } finally {
        kafka.resume(0);
      }

      for (int ticket : List.of(0, 1, 2, 4)) {
        few.appended(ticket);
      }
      bounded.append(5, large(freshRoom()));
      few.appended(5);
      assertThat(few.of(Input.AppendFailed.class))
          .containsExactly(new Input.AppendFailed(3, LogFailure.BUSY));
    } finally {
      bounded.close();
    }
  }

  private static Draft large(RoomName room) {
    Payload data = new Payload(Payload.Type.BYTES, new byte[10_000]);
    return new Draft(room, new UserId("a"), null, data, null, null);
  }

  @Test
  void deletedTopicIsRefusedAndOneMadeAnewIsANewEpoch() throws Exception {
    RoomName room = freshRoom();
    log.follow(room);
    Input.Followed old = inbox.followed(room, 1);
    inbox.appended(append(room));

    TestTopics.delete(config);
    awaitTrouble(true);
    await().atMost(PATIENCE).until(() -> log.trouble().contains("is gone"));
    assertThat(failureOf(append(room))).isEqualTo(LogFailure.REFUSED);

    createAnew(4);
    awaitTrouble(false);
    Input.EpochChanged changed = inbox.await(Input.EpochChanged.class, e -> true);
    assertThat(changed.epoch()).isNotEqualTo(old.epoch());
    log.follow(room);
    Input.Followed anew = inbox.followed(room, 2);
    assertThat(anew.epoch()).isEqualTo(changed.epoch());
    assertThat(anew.head()).isEqualTo(-1);
    assertThat(anew.last()).isEqualTo(-1);
    assertThat(inbox.appended(append(room))).isZero();
    assertThat(inbox.records(room)).hasSize(2);
  }

  private void createAnew(int partitions) throws Exception {
    try (Admin admin = TestTopics.admin(config)) {
      NewTopic topic = new NewTopic(config.topic(), partitions, (short) 1);
      topic.configs(TopicSpec.rooms(config).settings());
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> admin.createTopics(List.of(topic)).all().get() == null);
    }
  }

  @Test
  void partitionAddedIsANewEpochInWhichPublishesGoOn() throws Exception {
    RoomName room = freshRoom();
    log.follow(room);
    inbox.appended(append(room));

    try (Admin admin = TestTopics.admin(config)) {
      admin.createPartitions(Map.of(config.topic(), NewPartitions.increaseTo(9))).all().get();
    }

    Input.EpochChanged changed = inbox.await(Input.EpochChanged.class, e -> true);
    assertThat(changed.epoch().value()).endsWith(".9");
    awaitTrouble(false);
    log.follow(room);
    assertThat(inbox.followed(room, 2).epoch()).isEqualTo(changed.epoch());
    inbox.appended(append(room));
    assertThat(inbox.records(room)).hasSize(2);
  }

  @Test
  void brokerThatIsStoppedAndStartedIsFoundAgainByNodesThatRanAndNodesThatStartedMeanwhile() {
    RoomName room = freshRoom();
    log.follow(room);
    inbox.appended(append(room));
    kafka.stop(0);
    awaitTrouble(true);
    RecordingInbox lateInbox = new RecordingInbox();
    KafkaRoomLog late = new KafkaRoomLog(config.with(c -> c.startTimeoutMs = 300), Telemetry.NONE);
    try {
      late.start(lateInbox);
      assertThat(late.trouble()).isNotNull();
      late.append(1, Publisher.draft(room, 1));
      late.follow(room);
      assertThat(lateInbox.await(Input.AppendFailed.class, f -> true).failure())
          .isEqualTo(LogFailure.UNAVAILABLE);

      kafka.restart(0);
      lateInbox.followed(room, 1);
      await().atMost(PATIENCE).until(() -> late.trouble() == null);
      awaitTrouble(false);
      long after = inbox.appended(append(room));

      lateInbox.await("the record", () -> !lateInbox.records(room).isEmpty());
      assertThat(lateInbox.records(room).getFirst().position()).isEqualTo(after);
      assertThat(inbox.records(room)).hasSize(2);
      assertThat(inbox.of(Input.EpochChanged.class)).isEmpty();
    } finally {
      late.close();
    }
  }

  @Test
  void nodeThatFellBehindRetentionBeginsAnewInTheSameEpochAndReadsSayThatThereIsAGap()
      throws Exception {
    RoomName room = freshRoom();
    RecordingInbox slowInbox = new RecordingInbox();
    CountDownLatch hold = new CountDownLatch(1);
    KafkaRoomLog slow =
        new KafkaRoomLog(config.with(c -> c.readTimeoutMs = 20_000), Telemetry.NONE);
    try {
      slow.start(outcome -> submitHeld(slowInbox, outcome, hold));
      slow.follow(room);
      Input.Followed old = slowInbox.followed(room, 1);
      for (int i = 0; i < 50; i++) {
        inbox.appended(append(room));
      }
      TestTopics.expire(config, room);
      hold.countDown();

      Input.EpochChanged changed = slowInbox.await(Input.EpochChanged.class, e -> true);
      slow.follow(room);
      Input.Followed anew = slowInbox.followed(room, 2);
      long after = inbox.appended(append(room));
      slowInbox.await("the record", () -> positionsOf(slowInbox, room).contains(after));
      // Until then, reads fail at once.
      await().atMost(PATIENCE).until(() -> slow.trouble() == null);
      slow.read(1, new Span(room, new Span.After(old.head()), 9, 99));

      assertThat(changed.epoch()).isEqualTo(old.epoch());
      assertThat(anew.head()).isEqualTo(49);
      assertThat(slowInbox.read(1).gap()).isTrue();
      assertThat(positionsOf(slowInbox, room)).isSorted().doesNotHaveDuplicates();
    } finally {
      hold.countDown();
      slow.close();
    }
  }

  private static void submitHeld(RecordingInbox to, Input.Outcome outcome, CountDownLatch hold) {
    try {
      if (outcome instanceof Input.Records) {
        hold.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    to.submit(outcome);
  }

  private static List<Long> positionsOf(RecordingInbox of, RoomName room) {
    return of.records(room).stream().map(LogRecord::position).toList();
  }

  @Test
  void topicThatIsNotAsConfiguredStopsTheStartWithOneLine() {
    KafkaConfig more = config.with(c -> c.partitions = 5);
    KafkaConfig longer = config.with(c -> c.retentionMs = 1_000);

    assertThatThrownBy(() -> new KafkaRoomLog(more, Telemetry.NONE).start(inbox))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "topic %s has 4 partitions, but the configuration wants 5: set it to 4",
            config.topic());
    assertThatThrownBy(() -> new KafkaRoomLog(longer, Telemetry.NONE).start(inbox))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "topic %s has retention.ms=604800000, but the configuration wants 1000:"
                + " change one of them",
            config.topic());
    KafkaConfig strange = config.with(c -> c.controlTopic = config.topic());
    assertThatThrownBy(() -> new KafkaControlLog(strange, Telemetry.NONE).start(inbox))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "topic %s has 4 partitions, but the configuration wants 1:"
                + " delete it, and a node that starts makes it anew",
            config.topic());
  }
}

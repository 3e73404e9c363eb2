package heliograph.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heliograph.domain.id.MessageKey;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.UserId;
import heliograph.domain.message.LogRecord;
import heliograph.domain.message.Payload;
import heliograph.ports.Telemetry;
import heliograph.testkit.contract.RecordingInbox;
import heliograph.testkit.services.KafkaService;
import heliograph.testkit.services.RealServices;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** What docs/kafka.md shows is run as it stands there. */
@ExtendWith(RealServices.class)
class DocumentedInterfaceIT {
  private static final Path PAGE = Path.of("..", "docs", "kafka.md");
  private static final RoomName ROOM = new RoomName("orders.eu");
  private final RecordingInbox inbox = new RecordingInbox();
  private KafkaConfig config;
  private KafkaRoomLog log;

  @BeforeEach
  void start(KafkaService kafka) {
    config = TestTopics.config(kafka, 4);
    log = new KafkaRoomLog(config, Telemetry.NONE);
    log.start(inbox);
    log.follow(ROOM);
    inbox.followed(ROOM, 1);
  }

  @AfterEach
  void stop() {
    log.close();
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "what the page shows is for a shell")
  void consoleProducersLinesReachTheRoom() throws Exception {
    String page = Files.readString(PAGE);
    Matcher block =
        Pattern.compile("```sh\n(.*?kafka-console-producer.*?)```", Pattern.DOTALL).matcher(page);
    StringBuilder script = new StringBuilder();
    while (block.find()) {
      script.append(block.group(1));
    }

    run(script.toString());

    inbox.await("both records", () -> inbox.records(ROOM).size() == 2);
    List<LogRecord> got = inbox.records(ROOM);
    assertThat(got.get(0).payload())
        .isEqualTo(new Payload(Payload.Type.JSON, Bytes.utf8("{\"price\":42}")));
    assertThat(got.get(0).from()).isNull();
    assertThat(got.get(1).from()).isEqualTo(new UserId("billing"));
    assertThat(got.get(1).key()).isEqualTo(new MessageKey("order-17"));
  }

  /** Runs the tool from its jar, which is what its script does. */
  private void run(String script) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String tool =
        "'%s' -cp '%s' -XX:TieredStopAtLevel=1 org.apache.kafka.tools.ConsoleProducer"
            .formatted(java, System.getProperty("java.class.path"));
    String ready =
        script
            .replace("kafka-console-producer.sh", tool)
            .replace("localhost:9092", config.bootstrapServers())
            .replace("heliograph.rooms", config.topic());
    Process shell = new ProcessBuilder("sh", "-e", "-c", ready).redirectErrorStream(true).start();
    String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).as(output).isZero();
    assertThat(output).doesNotContainIgnoringCase("deprecated").doesNotContain("ERROR");
  }

  @Test
  void plainConsumerOfTheDocumentationReadsTheRooms() throws Exception {
    String source = Files.readString(Path.of("src/test/java/heliograph/kafka/PlainConsumer.java"));
    String shown = source.substring(source.indexOf("\n\n") + 2).strip();
    assertThat(Files.readString(PAGE)).contains(shown);
    log.append(1, Publisher.draft(ROOM, 42));
    long position = inbox.appended(1);

    Queue<String> seen = new ConcurrentLinkedQueue<>();
    Thread reading =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try {
                    PlainConsumer.follow(
                        config.bootstrapServers(), config.topic(), "docs", seen::add);
                  } catch (org.apache.kafka.common.errors.InterruptException e) {
                    seen.add("ended");
                  }
                });

    await().atMost(Duration.ofSeconds(30)).until(() -> !seen.isEmpty());
    assertThat(seen).containsExactly("orders.eu@" + position + ": 42");
    reading.interrupt();
    reading.join(5_000);
  }
}

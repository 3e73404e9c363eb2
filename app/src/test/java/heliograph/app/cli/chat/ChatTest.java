package heliograph.app.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heliograph.app.cli.CommandLineFixture;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ChatTest {
  private final CommandLineFixture line = new CommandLineFixture();
  private ChatNode node;

  @BeforeEach
  void start() throws IOException {
    node = new ChatNode();
  }

  @AfterEach
  void stop() throws IOException {
    node.close();
  }

  private int chat(String input, String... more) {
    line.in(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    String[] args = new String[more.length + 4];
    args[0] = "chat";
    args[1] = "r";
    args[2] = "--url";
    args[3] = node.url();
    System.arraycopy(more, 0, args, 4, more.length);
    return line.run(args);
  }

  @Test
  void pipedLinesArePublishedAndThenItEnds() {
    assertThat(chat("one\n\n/who\ntwo\nthr\u00e9e")).isZero();

    assertThat(line.outLines()).contains("* 2 here: alice");
    assertThat(line.outLines().getLast()).endsWith("alice: thr\u00e9e");
    assertThat(node.texts()).containsExactly("one", "two", "thr\u00e9e");
    assertThat(line.errLines()).isEmpty();
  }

  @Test
  void manyMoreLinesThanFitIntoMemoryAtOnceKeepTheirOrder() {
    List<String> lines = IntStream.range(0, 2_000).mapToObj(i -> "line " + i).toList();

    assertThat(chat(String.join("\n", lines))).isZero();

    assertThat(node.texts()).isEqualTo(lines);
  }

  @Test
  void whatWasNotAnsweredBeforeACutIsSentAgainAndKeptOnce() {
    node.cutAfterPublishes(2);

    assertThat(chat("one\ntwo\nthree")).isZero();

    assertThat(node.texts()).containsExactly("one", "two", "three");
    assertThat(node.requests()).hasSizeGreaterThan(1).last().asString().contains("?resume=R ");
    assertThat(line.out()).contains("reconnecting");
  }

  @Test
  void whatTheNodeCannotTakeNowIsSentAgain() {
    node.failPublishes(1);

    assertThat(chat("one")).isZero();

    assertThat(node.texts()).containsExactly("one");
  }

  @Test
  void aRefusalIsShownAndIsTheExitCode() {
    assertThat(chat("forbidden\nfine")).isEqualTo(1);

    assertThat(node.texts()).containsExactly("fine");
    assertThat(line.out()).contains("* refused (forbidden): no");
  }

  @Test
  void messagesOfOthersArePrintedAndCommandsWork() throws Exception {
    PipedOutputStream keyboard = new PipedOutputStream();
    line.in(new PipedInputStream(keyboard));
    CompletableFuture<Integer> exit =
        CompletableFuture.supplyAsync(() -> line.run("chat", "r", "--url", node.url()));

    awaitLine("* in room r");
    node.say("bob", "hello\u001b[2J");
    awaitLine("bob: hello\u00b7[2J");
    type(keyboard, "/who");
    awaitLine("* 2 here: alice");
    type(keyboard, "/what");
    awaitLine("* there are /who and /quit");
    type(keyboard, "hi");
    awaitLine("alice: hi");
    node.closeAll(1001);
    awaitLine("* connection lost, reconnecting");
    node.say("bob", "missed");
    awaitLine("bob: missed");
    type(keyboard, "/quit");

    assertThat(exit.get(10, TimeUnit.SECONDS)).isZero();
    assertThat(line.outLines()).filteredOn(l -> l.endsWith("bob: missed")).hasSize(1);
    assertThat(line.outLines()).filteredOn(l -> l.endsWith("alice: hi")).hasSize(1);
  }

  private void awaitLine(String end) {
    await()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(() -> assertThat(line.outLines()).anyMatch(l -> l.endsWith(end)));
  }

  private static void type(PipedOutputStream keyboard, String text) throws IOException {
    keyboard.write((text + "\n").getBytes(StandardCharsets.UTF_8));
    keyboard.flush();
  }

  @Test
  void aNodeThatGoesSilentIsLeftAndNothingIsMissed() throws Exception {
    PipedOutputStream keyboard = new PipedOutputStream();
    line.in(new PipedInputStream(keyboard));
    CompletableFuture<Integer> exit =
        CompletableFuture.supplyAsync(() -> line.run("chat", "r", "--url", node.url()));
    awaitLine("* in room r");

    node.muteAll();
    node.say("bob", "unheard");
    awaitLine("* the node has gone silent; connection lost, reconnecting");
    awaitLine("bob: unheard");
    type(keyboard, "/quit");

    assertThat(exit.get(10, TimeUnit.SECONDS)).isZero();
  }

  @Test
  void aSessionTakenOverIsNotFoughtFor() throws Exception {
    PipedOutputStream keyboard = new PipedOutputStream();
    line.in(new PipedInputStream(keyboard));
    CompletableFuture<Integer> exit =
        CompletableFuture.supplyAsync(() -> line.run("chat", "r", "--url", node.url()));
    awaitLine("* in room r");

    node.closeAll(4409);

    assertThat(exit.get(10, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(line.errLines()).singleElement().asString().contains("taken over");
    assertThat(node.requests()).hasSize(1);
    keyboard.close();
  }

  @Test
  void aNodeThatGivesNoTokensIsToldFromOneThatRefusesThem() {
    node.noDevelopment();
    assertThat(chat("")).isEqualTo(1);
    assertThat(line.errLines()).singleElement().asString().contains("--token");

    node.refuseUpgradesWith(401);
    assertThat(chat("", "--token", "t")).isEqualTo(1);
    assertThat(line.errLines().getLast()).contains("refuses the token");
  }

  @Test
  void withoutANodeItSaysSo() throws IOException {
    node.close();

    assertThat(chat("one")).isEqualTo(1);
    assertThat(line.errLines()).singleElement().asString().contains("is a node running there?");
  }

  @Test
  void aUrlThatIsNoneIsWrongUsage() {
    for (String url : new String[] {"http://127.0.0.1/ws", "ws:", "not a url", "127.0.0.1:8080"}) {
      assertThat(line.run("chat", "r", "--url", url)).isEqualTo(2);
    }
  }
}

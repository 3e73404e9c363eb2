package heliograph.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;

/** The start page in a real browser: two tabs talk through a real node. */
final class StartPageIT {
  private static final Path TARGET = Path.of("target");

  private static final String RUN = Long.toString(System.nanoTime(), Character.MAX_RADIX);

  @TempDir private static Path profile;
  private static PageHost host;
  private static CuttableProxy network;
  private static ChromeDriver browser;

  @BeforeAll
  static void start() throws Exception {
    browser = Chromium.start(profile);
    host = PageHost.open();
    network = new CuttableProxy(host.base());
    Files.createDirectories(TARGET);
  }

  @AfterAll
  static void stop() throws Exception {
    if (browser != null) {
      browser.quit();
    }
    if (network != null) {
      network.close();
    }
    if (host != null) {
      host.close();
    }
  }

  /** A room that no earlier run against the same node has filled. */
  private static String room(String name) {
    return name + "-" + RUN;
  }

  @Test
  void whatWasMissedWhileCutOffArrivesOnceAndInOrder() throws Exception {
    ChatTab alice = ChatTab.open(browser, network.base(), room("cut"), "alice");
    ChatTab bob = ChatTab.open(browser, host.base(), room("cut"), "bob");
    alice.awaitMember("bob");
    bob.awaitMember("alice");
    alice.say("can you see me?");
    bob.awaitText("can you see me?");
    bob.say("bright and clear");
    alice.awaitText("bright and clear");
    String session = alice.status("session");

    network.cut();
    alice.awaitThat("alice is cut off", tab -> !"connected".equals(tab.status("state")));
    List<String> missed = IntStream.range(0, 6).mapToObj(n -> "while you were away " + n).toList();
    missed.forEach(bob::say);
    bob.awaitText(missed.getLast());
    alice.say("said in the dark 1");
    alice.say("said in the dark 2");
    assertThat(alice.count("#pending [data-state=pending]")).isEqualTo(2);
    alice.screenshot(TARGET.resolve("start-page-cut-off.png"));
    network.mend();
    alice.awaitText("said in the dark 2");
    bob.awaitText("said in the dark 2");
    alice.awaitThat("nothing is pending", tab -> tab.count("#pending li") == 0);
    alice.awaitThat("the catch-up is told", tab -> tab.status("caught-up") != null);
    alice.screenshot(TARGET.resolve("start-page-resumed.png"));
    bob.screenshot(TARGET.resolve("start-page-other-tab.png"));

    assertThat(alice.status("resumed")).isEqualTo("true");
    assertThat(alice.status("session")).isEqualTo(session);
    assertThat(alice.texts()).startsWith("can you see me?", "bright and clear");
    assertThat(alice.texts().subList(2, 8)).isEqualTo(missed);
    assertThat(alice.texts().subList(8, alice.texts().size()))
        .containsExactly("said in the dark 1", "said in the dark 2");
    assertThat(bob.texts()).isEqualTo(alice.texts());
    assertThat(alice.log()).extracting(ChatTab.Shown::position).isSorted().doesNotHaveDuplicates();
    assertThat(alice.log())
        .filteredOn(shown -> shown.from().equals("bob") && shown.caughtUp())
        .extracting(ChatTab.Shown::text)
        .isEqualTo(missed);
  }

  @Test
  void messageInFlightAtTheCutIsPublishedExactlyOnce() {
    ChatTab ivan = ChatTab.open(browser, network.base(), room("flight"), "ivan");
    ChatTab judy = ChatTab.open(browser, host.base(), room("flight"), "judy");

    network.loseReplies();
    ivan.say("the node has it, I do not know");
    judy.awaitText("the node has it, I do not know");
    network.cut();
    network.mend();
    ivan.awaitThat("nothing is pending", tab -> tab.count("#pending li") == 0);
    network.loseRequests();
    ivan.say("the node never got it");
    network.cut();
    network.mend();
    judy.awaitText("the node never got it");
    ivan.awaitThat("nothing is pending", tab -> tab.count("#pending li") == 0);

    assertThat(judy.texts())
        .containsExactly("the node has it, I do not know", "the node never got it");
    assertThat(ivan.texts()).isEqualTo(judy.texts());
  }

  @Test
  void droppedConnectionResumesItsSession() {
    ChatTab carol = ChatTab.open(browser, host.base(), room("drop"), "carol");
    ChatTab dave = ChatTab.open(browser, host.base(), room("drop"), "dave");
    String session = carol.status("session");

    carol.click("drop");
    carol.awaitState("waiting");
    dave.say("are you there?");
    dave.awaitText("are you there?");
    carol.click("reconnect");
    carol.awaitText("are you there?");

    carol.awaitThat("one message is caught up", tab -> "1".equals(tab.status("caught-up")));
    assertThat(carol.status("session")).isEqualTo(session);
    assertThat(carol.count("#messages [data-event=back]")).isEqualTo(1);
  }

  @Test
  void markupInAMessageStaysText() {
    String markup = "<img src=x onerror=\"document.title='broken into'\"><b>bold</b>";
    ChatTab erin = ChatTab.open(browser, host.base(), room("markup"), "erin");

    erin.say(markup);
    erin.awaitText(markup);

    assertThat(erin.count("#messages img, #messages b")).isZero();
  }

  @Test
  void laterVisitorSeesTheHistory() {
    ChatTab frank = ChatTab.open(browser, host.base(), room("history"), "frank");
    frank.say("said before you came");
    frank.awaitText("said before you came");

    ChatTab grace = ChatTab.open(browser, host.base(), room("history"), "grace");
    grace.awaitText("said before you came");

    assertThat(grace.texts()).containsExactly("said before you came");
  }

  @Test
  void pageKeepsToItsOwnHostAndRaisesNoError() throws Exception {
    HttpResponse<String> page;
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(host.base()).version(HttpClient.Version.HTTP_1_1).build();
      page = http.send(request, HttpResponse.BodyHandlers.ofString());
    }
    browser.manage().logs().get(LogType.BROWSER); // forgets what other tests left

    ChatTab.open(browser, host.base(), room("errors"), "heidi");

    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'self'")
        .doesNotContain("unsafe");
    assertThat(page.body()).doesNotContain("http://", "https://", "style=", "onclick=");
    assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
  }
}

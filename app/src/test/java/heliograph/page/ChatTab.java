package heliograph.page;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;

/** One browser tab on the start page, used through what index.html says a test can rely on. */
final class ChatTab {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final String READ_LOG =
      """
      return [...document.querySelectorAll('#messages .message')].map((item) => ({
        text: item.querySelector('.text').textContent,
        from: item.dataset.from,
        position: Number(item.dataset.position),
        caughtUp: item.dataset.caughtUp === 'true',
      }));
      """;

  private final ChromeDriver driver;
  private final String window;

  /** A message as the page shows it. */
  record Shown(String text, String from, long position, boolean caughtUp) {}

  private ChatTab(ChromeDriver driver, String window) {
    this.driver = driver;
    this.window = window;
  }

  /** Opens a tab of its own in a room and takes a name there. */
  static ChatTab open(ChromeDriver driver, URI base, String room, String name) {
    driver.switchTo().newWindow(WindowType.TAB);
    ChatTab tab = new ChatTab(driver, driver.getWindowHandle());
    driver.get(base + "#" + room);
    tab.awaitState("connected");
    WebElement field = tab.find("name");
    field.clear();
    field.sendKeys(name, Keys.ENTER);
    tab.awaitMember(name);
    return tab;
  }

  void say(String text) {
    find("text").sendKeys(text, Keys.ENTER);
  }

  void click(String id) {
    find(id).click();
  }

  /** A {@code data-} attribute of the connection's state; null where it is not there yet. */
  String status(String attribute) {
    return find("status").getDomAttribute("data-" + attribute);
  }

  List<Shown> log() {
    focus();
    List<?> rows = (List<?>) driver.executeScript(READ_LOG);
    return rows.stream().map(row -> shown((Map<?, ?>) row)).toList();
  }

  List<String> texts() {
    return log().stream().map(Shown::text).toList();
  }

  int count(String selector) {
    focus();
    return driver.findElements(By.cssSelector(selector)).size();
  }

  void awaitState(String state) {
    awaitThat("state " + state, tab -> state.equals(tab.status("state")));
  }

  void awaitMember(String name) {
    awaitThat("member " + name, tab -> tab.count("#members [data-user='" + name + "']") == 1);
  }

  void awaitText(String text) {
    awaitThat("message " + text, tab -> tab.texts().contains(text));
  }

  void awaitThat(String what, Predicate<ChatTab> condition) {
    await(what).atMost(DEADLINE).until(() -> condition.test(this));
  }

  void screenshot(Path file) throws IOException {
    focus();
    Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
  }

  private WebElement find(String id) {
    focus();
    return driver.findElement(By.id(id));
  }

  private void focus() {
    driver.switchTo().window(window);
  }

  private static Shown shown(Map<?, ?> row) {
    return new Shown(
        (String) row.get("text"),
        (String) row.get("from"),
        ((Number) row.get("position")).longValue(),
        (Boolean) row.get("caughtUp"));
  }
}

package heliograph.page;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * Finds a Chromium and its driver on this machine and starts them headless. Both are given to
 * Selenium by their path, so that it never looks for one to download.
 */
final class Chromium {
  private static final List<String> BROWSERS =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");
  private static final List<String> DRIVERS = List.of("chromedriver", "chromium.chromedriver");
  private static final List<String> USUAL_FOLDERS =
      List.of(
          "/usr/bin",
          "/usr/local/bin",
          "/usr/lib/chromium",
          "/usr/lib/chromium-browser",
          "/snap/bin",
          "/opt/homebrew/bin",
          "/Applications/Chromium.app/Contents/MacOS",
          "/Applications/Google Chrome.app/Contents/MacOS");

  /**
   * Held, as loggers are weakly kept: Selenium warns of DevTools bindings that no test here uses.
   */
  private static final Logger SELENIUM_LOG = Logger.getLogger("org.openqa.selenium");

  private Chromium() {}

  /** Starts a browser with an empty profile; skips the test where there is none to start. */
  static ChromeDriver start(Path profile) {
    Path browser = require("CHROMIUM", BROWSERS);
    Path driver = require("CHROMEDRIVER", DRIVERS);
    SELENIUM_LOG.setLevel(Level.SEVERE);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(browser.toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // The tab that is not looked at is tested too.
        "--disable-background-timer-throttling",
        "--disable-renderer-backgrounding",
        "--window-size=1180,760",
        "--user-data-dir=" + profile);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.SEVERE);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(driver.toFile())
            .usingAnyFreePort()
            .withSilent(true)
            .build();
    return new ChromeDriver(service, options);
  }

  private static Path require(String variable, List<String> names) {
    Optional<Path> found = find(System.getenv(), variable, names);
    String reason = "no %s found: install Chromium and its driver, or set %s";
    Assumptions.assumeTrue(found.isPresent(), reason.formatted(names.getFirst(), variable));
    return found.get();
  }

  private static Optional<Path> find(Map<String, String> env, String variable, List<String> names) {
    if (env.containsKey(variable)) {
      return Optional.of(Path.of(env.get(variable)));
    }
    Stream<String> onPath =
        Arrays.stream(env.getOrDefault("PATH", "").split(File.pathSeparator))
            .filter(folder -> !folder.isEmpty());
    return Stream.concat(onPath, USUAL_FOLDERS.stream())
        .flatMap(folder -> names.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}

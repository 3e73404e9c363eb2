package heliograph.conformance.clients;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/**
 * A headless Chromium. Browser and driver are given to Selenium by their paths, so that it never
 * looks for one to download.
 */
final class Chromium {
  private static final List<String> BROWSERS =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");
  private static final List<String> DRIVERS = List.of("chromedriver", "chromium.chromedriver");
  private static final List<String> USUAL_FOLDERS =
      List.of("/usr/bin", "/usr/local/bin", "/usr/lib/chromium", "/usr/lib/chromium-browser");

  /** Held, as loggers are weakly kept: Selenium warns of bindings that no test here uses. */
  private static final Logger SELENIUM_LOG = Logger.getLogger("org.openqa.selenium");

  private Chromium() {}

  /** Starts one with an empty profile; skips the test where there is none to start. */
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
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--user-data-dir=" + profile);
    return new ChromeDriver(
        new ChromeDriverService.Builder()
            .usingDriverExecutable(driver.toFile())
            .usingAnyFreePort()
            .withSilent(true)
            .build(),
        options);
  }

  private static Path require(String variable, List<String> names) {
    Optional<Path> found =
        Optional.ofNullable(System.getenv(variable)).map(Path::of).or(() -> find(names));
    String reason = "no %s found: install Chromium and its driver, or set %s";
    assumeTrue(found.isPresent(), reason.formatted(names.getFirst(), variable));
    return found.get();
  }

  private static Optional<Path> find(List<String> names) {
    Stream<String> onPath =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .filter(folder -> !folder.isEmpty());
    return Stream.concat(onPath, USUAL_FOLDERS.stream())
        .flatMap(folder -> names.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}

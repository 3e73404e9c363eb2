package heliograph.page;

import java.net.URI;
import org.junit.jupiter.api.Assumptions;

/** A node that serves the start page on a loopback address, in development mode. */
interface PageHost extends AutoCloseable {

  /** Where the page is: {@code http://127.0.0.1:PORT/}. */
  URI base();

  @Override
  void close();

  /** The node under test: the one that runs where {@code -Dheliograph.page.base} says. */
  static PageHost open() {
    String base = System.getProperty("heliograph.page.base");
    Assumptions.assumeTrue(base != null, "no node to test: set -Dheliograph.page.base");
    return new Running(URI.create(base));
  }

  /** A node that somebody else started and stops. */
  record Running(URI base) implements PageHost {
    @Override
    public void close() {}
  }
}

package heliograph.page;

import heliograph.TestNode;
import java.net.URI;

/** A node that serves the start page on a loopback address, in development mode. */
interface PageHost extends AutoCloseable {

  /** Where the page is: {@code http://127.0.0.1:PORT/}. */
  URI base();

  @Override
  void close();

  /** The node at {@code -Dheliograph.page.base}, or one started for the test. */
  static PageHost open() {
    String base = System.getProperty("heliograph.page.base");
    return base == null ? new Started(TestNode.start()) : new Running(URI.create(base));
  }

  /** A node of this test's own. */
  record Started(TestNode node) implements PageHost {
    @Override
    public URI base() {
      return node.base();
    }

    @Override
    public void close() {
      node.close();
    }
  }

  /** A node that somebody else started and stops. */
  record Running(URI base) implements PageHost {
    @Override
    public void close() {}
  }
}

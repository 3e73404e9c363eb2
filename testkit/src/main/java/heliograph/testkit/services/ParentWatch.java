package heliograph.testkit.services;

import java.io.IOException;

/** What lets a child process end with its parent, however that ends. */
final class ParentWatch {
  private ParentWatch() {}

  /** Ends this JVM at once when its standard input, a pipe from the parent, ends. */
  static void start() {
    Thread.ofPlatform().daemon().name("parent-watch").start(ParentWatch::endWithParent);
  }

  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is ever written.
      }
    } catch (IOException e) {
      System.err.println("standard input broke: " + e.getMessage());
    }
    Runtime.getRuntime().halt(1);
  }
}

package heliograph.app.node;

import heliograph.app.cli.Serving;
import heliograph.app.cli.StartFailure;
import heliograph.app.config.Config;
import java.util.concurrent.CountDownLatch;

/** {@code serve}: a node that runs until it is told to stop, drains, and ends with exit code 0. */
public final class NodeServing implements Serving {
  private static final int KILLED_WHILE_DRAINING = 130;

  @Override
  public int serve(Config config) throws InterruptedException, StartFailure {
    CountDownLatch told = new CountDownLatch(1);
    Signals.onTermination(
        () -> {
          if (told.getCount() == 0) {
            Runtime.getRuntime().halt(KILLED_WHILE_DRAINING);
          }
          told.countDown();
        });
    try (Node node = start(config)) {
      System.out.printf("heliograph ready http=%d admin=%d%n", node.httpPort(), node.adminPort());
      String scheme = config.listen().tlsCert() == null ? "http" : "https";
      System.out.printf("open %s://%s:%d/%n", scheme, config.listen().host(), node.httpPort());
      System.out.flush();
      told.await();
      node.drain();
    }
    return 0;
  }

  private static Node start(Config config) throws StartFailure {
    try {
      return Node.start(config);
    } catch (BackendFailure e) {
      throw new StartFailure(e.getMessage(), e);
    }
  }
}

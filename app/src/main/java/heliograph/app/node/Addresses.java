package heliograph.app.node;

import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;

/**
 * Sees to it that a server that cannot listen is a failure to start: Helidon's only logs it, and
 * goes on without a socket.
 */
final class Addresses {
  private Addresses() {}

  /**
   * Starts a server at an address that is free for it.
   *
   * @throws UncheckedIOException with a {@link BindException} that says why there is none
   */
  static void start(WebServer server, String host, int port) {
    try {
      InetSocketAddress address = new InetSocketAddress(host, port);
      if (address.isUnresolved()) {
        throw new BindException("unknown host " + host);
      }
      try (ServerSocketChannel probe = ServerSocketChannel.open()) {
        probe.bind(address);
      }
      server.start();
      if (!server.isRunning() || server.port() < 1) {
        throw new BindException("no socket at " + host + " port " + port);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

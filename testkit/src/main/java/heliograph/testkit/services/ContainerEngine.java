package heliograph.testkit.services;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether a container engine answers; asked directly, because Testcontainers takes long to find
 * that there is none.
 */
final class ContainerEngine {
  private static final long TIMEOUT_MS = 500;
  private static final Path DEFAULT_SOCKET = Path.of("/var/run/docker.sock");

  private ContainerEngine() {}

  /** Asks the engine at {@code DOCKER_HOST}, or else at the usual socket; half a second at most. */
  static boolean answers() {
    String host = System.getenv("DOCKER_HOST");
    if (host == null || host.isBlank()) {
      return Files.exists(DEFAULT_SOCKET) && pings(UnixDomainSocketAddress.of(DEFAULT_SOCKET));
    }
    URI uri = URI.create(host);
    return switch (uri.getScheme()) {
      case "unix" -> pings(UnixDomainSocketAddress.of(uri.getPath()));
      case "tcp", "http" -> pings(new InetSocketAddress(uri.getHost(), uri.getPort()));
      case null, default -> false;
    };
  }

  /** Asks one address; false for whatever is no engine or does not answer in time. */
  static boolean pings(SocketAddress address) {
    StandardProtocolFamily family =
        address instanceof UnixDomainSocketAddress
            ? StandardProtocolFamily.UNIX
            : StandardProtocolFamily.INET;
    try (SocketChannel channel = SocketChannel.open(family);
        Selector selector = Selector.open()) {
      channel.configureBlocking(false);
      if (!channel.connect(address)) {
        SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
        if (selector.select(TIMEOUT_MS) == 0 || !channel.finishConnect()) {
          return false;
        }
        key.interestOps(SelectionKey.OP_READ);
      } else {
        channel.register(selector, SelectionKey.OP_READ);
      }
      String request = "GET /_ping HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      selector.selectedKeys().clear();
      ByteBuffer answer = ByteBuffer.allocate(256);
      if (selector.select(TIMEOUT_MS) == 0 || channel.read(answer) <= 0) {
        return false;
      }
      return StandardCharsets.US_ASCII.decode(answer.flip()).toString().startsWith("HTTP/1.1 200");
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }
}

package heliograph.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * A TCP proxy in front of a node that plays the bad network: it can lose what one side sends, cut
 * every connection at once, without a WebSocket close frame, and refuse new ones until it is
 * mended. Thread-safe.
 */
final class CuttableProxy implements AutoCloseable {
  private final URI target;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean isCut;
  private volatile boolean losesRequests;
  private volatile boolean losesReplies;

  CuttableProxy(URI target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::acceptAll);
  }

  /** The target's address by way of this proxy. */
  URI base() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/");
  }

  /** Resets all connections, and from now on each new one as soon as it comes. */
  void cut() {
    isCut = true;
    open.forEach(CuttableProxy::reset);
  }

  /** From now on nothing the browser sends reaches the node, though the connection stands. */
  void loseRequests() {
    losesRequests = true;
  }

  /** From now on nothing the node sends reaches the browser, though the connection stands. */
  void loseReplies() {
    losesReplies = true;
  }

  /** Lets everything through again. */
  void mend() {
    isCut = false;
    losesRequests = false;
    losesReplies = false;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    open.forEach(CuttableProxy::reset);
  }

  private void acceptAll() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        if (!listener.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket node = new Socket(target.getHost(), target.getPort())) {
      open.add(client);
      open.add(node);
      if (isCut) {
        reset(client);
        return;
      }
      Thread back = Thread.ofVirtual().start(() -> pump(node, client, () -> losesReplies));
      pump(client, node, () -> losesRequests);
      back.join();
    } catch (IOException e) {
      reset(client);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
      open.removeIf(Socket::isClosed);
    }
  }

  /** Copies one direction to its end, then ends the other side's input. */
  private static void pump(Socket from, Socket to, BooleanSupplier isLosing) {
    byte[] buffer = new byte[8192];
    try {
      for (int n = from.getInputStream().read(buffer); n >= 0; ) {
        if (!isLosing.getAsBoolean()) {
          to.getOutputStream().write(buffer, 0, n);
        }
        n = from.getInputStream().read(buffer);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      reset(from);
      reset(to);
    }
  }

  /** A reset, not an orderly end: what a lost network looks like. */
  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // It was closed already.
    }
  }
}

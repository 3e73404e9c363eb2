package heliograph.bench.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;

/**
 * One address for all nodes, as a load balancer gives: each connection goes to the node that takes
 * clients and has the fewest, and ends when either side does. It copies bytes and knows nothing of
 * what they mean.
 *
 * <p>For demonstrations: 2,000 connections, further ones are closed at once. Thread-safe.
 */
final class Front implements AutoCloseable {
  private static final int CONNECTIONS_MAX = 2_000;
  private static final int CONNECT_TIMEOUT_MS = 1_000;
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  /** A node as seen from here. */
  private static final class Target {
    final int port;
    final AtomicInteger connections = new AtomicInteger();
    volatile boolean ready = true;

    Target(int port) {
      this.port = port;
    }
  }

  private final ServerSocket listener;
  private final List<Target> targets;
  private final Semaphore places = new Semaphore(CONNECTIONS_MAX);
  private volatile boolean closed;

  /**
   * Listens on a loopback port.
   *
   * @param port 0 for any
   * @param nodes their ports
   * @param ready whether the node at a port takes clients; asked all the time, may block
   */
  Front(int port, List<Integer> nodes, IntPredicate ready) {
    targets = nodes.stream().map(Target::new).toList();
    try {
      listener = new ServerSocket();
      listener.setReuseAddress(true);
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 512);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("front").start(this::accept);
    targets.forEach(t -> Thread.ofVirtual().name("front-look").start(() -> look(t, ready)));
  }

  int port() {
    return listener.getLocalPort();
  }

  /** A node that drains, is paused or cut off gets no new connections. */
  private void look(Target target, IntPredicate ready) {
    while (!closed) {
      target.ready = ready.test(target.port);
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private void accept() {
    while (!closed) {
      try {
        Socket client = listener.accept();
        if (places.tryAcquire()) {
          Thread.ofVirtual().start(() -> serve(client));
        } else {
          client.close();
        }
      } catch (IOException e) {
        if (!closed) {
          System.err.println("heliograph: the front cannot accept: " + e.getMessage());
          LockSupport.parkNanos(LOOK_NANOS);
        }
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      List<Target> order =
          targets.stream()
              .filter(t -> t.ready)
              .sorted((a, b) -> Integer.compare(a.connections.get(), b.connections.get()))
              .toList();
      for (Target target : order) {
        if (forward(client, target)) {
          return;
        }
      }
    } catch (IOException e) {
      // Either side has gone, and so the other one goes.
    } finally {
      places.release();
    }
  }

  /** Returns false if the node cannot be reached; else serves until either side ends. */
  private static boolean forward(Socket client, Target target) throws IOException {
    try (Socket server = new Socket()) {
      try {
        server.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), target.port),
            CONNECT_TIMEOUT_MS);
      } catch (IOException e) {
        target.ready = false;
        return false;
      }
      target.connections.incrementAndGet();
      try {
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        Thread back =
            Thread.ofVirtual()
                .start(
                    () -> {
                      copy(server, client);
                      closeBoth(client, server);
                    });
        copy(client, server);
        closeBoth(client, server);
        join(back);
        return true;
      } finally {
        target.connections.decrementAndGet();
      }
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
    } catch (IOException e) {
      // Ended less politely; to the other side it is the same.
    }
  }

  private static void closeBoth(Socket one, Socket other) {
    for (Socket socket : List.of(one, other)) {
      try {
        socket.close();
      } catch (IOException e) {
        // It is gone anyway.
      }
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      listener.close();
    } catch (IOException e) {
      // It is gone anyway.
    }
  }
}

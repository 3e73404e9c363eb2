package heliograph.node.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The way of one node to Kafka, which a test can cut, or stall: connections stand then, and nothing
 * comes through. Thread-safe.
 */
final class Detour implements AutoCloseable {
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition flowing = lock.newCondition();

  /** Guarded by the lock. */
  private boolean stalled;

  private volatile boolean cut;

  Detour() {
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts to lead to a port; returns its own. */
  int leadTo(int target) {
    Thread.ofVirtual().start(() -> accept(target));
    return listener.getLocalPort();
  }

  String address() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  /** Ends all connections, and each new one as soon as it comes. */
  void cut() {
    cut = true;
    open.forEach(Detour::end);
  }

  /** Lets no byte through, in either direction. */
  void stall() {
    flow(false);
  }

  /** Lets all through again, what was held back first. */
  void mend() {
    cut = false;
    flow(true);
  }

  private void flow(boolean flows) {
    lock.lock();
    try {
      stalled = !flows;
      flowing.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void accept(int target) {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> serve(client, target));
      } catch (IOException e) {
        // Closed: the loop ends.
      }
    }
  }

  private void serve(Socket client, int target) {
    try {
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
      open.add(client);
      open.add(server);
      if (cut) {
        end(client);
        end(server);
      }
      Thread.ofVirtual().start(() -> pump(client, server));
      pump(server, client);
    } catch (IOException e) {
      // The broker is away: the node sees its connection end.
      end(client);
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[16_384];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        awaitFlow();
        out.write(buffer, 0, n);
      }
    } catch (IOException | InterruptedException e) {
      // One side is gone: so is the other.
    } finally {
      end(from);
      end(to);
      open.remove(from);
      open.remove(to);
    }
  }

  private void awaitFlow() throws InterruptedException {
    lock.lock();
    try {
      while (stalled) {
        flowing.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }

  @Override
  public void close() {
    end(listener);
    open.forEach(Detour::end);
    mend();
  }

  private static void end(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package heliograph.redis;

import heliograph.testkit.services.Certificate;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * What stands between one node and Redis, so that a test can take the node's network away: cut it,
 * or stall it, which to the others looks like a node that is paused, its last writes on their way.
 */
final class Proxy implements AutoCloseable {
  private final URI target;
  private final ServerSocket listener;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition flowing = lock.newCondition();

  /** Guarded by the lock. */
  private boolean stalled;

  private volatile boolean cut;

  Proxy(String targetUri) {
    this(targetUri, ServerSocketFactory.getDefault());
  }

  private Proxy(String targetUri, ServerSocketFactory sockets) {
    target = URI.create(targetUri);
    try {
      listener = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** Makes one that speaks TLS to the node, as Redis does where it is built and set up for it. */
  static Proxy tls(String targetUri, Certificate certificate)
      throws IOException, GeneralSecurityException {
    char[] password = Certificate.PASSWORD.toCharArray();
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(KeyStore.getInstance(certificate.store().toFile(), password), password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return new Proxy(targetUri, context.getServerSocketFactory());
  }

  String uri() {
    return "redis://" + hostAndPort();
  }

  String hostAndPort() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  /** Ends all connections and lets none in. */
  void cut() {
    cut = true;
    sockets.forEach(Proxy::end);
  }

  /** Lets connections in again. */
  void mend() {
    cut = false;
  }

  /** Holds all bytes back, in both directions. */
  void stall() {
    setStalled(true);
  }

  /** Lets them flow again, those held back first. */
  void flow() {
    setStalled(false);
  }

  private void setStalled(boolean to) {
    lock.lock();
    try {
      stalled = to;
      flowing.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (cut) {
          end(client);
          continue;
        }
        Socket server = new Socket(target.getHost(), target.getPort());
        sockets.add(client);
        sockets.add(server);
        Thread.ofVirtual().start(() -> pump(client, server));
        Thread.ofVirtual().start(() -> pump(server, client));
        if (cut) {
          sockets.forEach(Proxy::end);
        }
      } catch (IOException e) {
        // Closed, or Redis is away: the client sees its connection end.
      }
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[16_384];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int count;
      while ((count = in.read(buffer)) >= 0) {
        awaitFlow();
        out.write(buffer, 0, count);
      }
    } catch (IOException | InterruptedException e) {
      // One side is gone: so is the other.
    } finally {
      // What was held back still goes out to a server whose client hung up meanwhile.
      end(from);
      end(to);
      sockets.remove(from);
      sockets.remove(to);
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
    end();
    cut();
    flow();
  }

  private void end() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

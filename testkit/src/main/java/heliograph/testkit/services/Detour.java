package heliograph.testkit.services;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
 * One node's way to a service, a loopback port, so that a test can take its network away: cut it,
 * or stall it: connections stand then, and nothing comes through, which to others looks like a node
 * that is paused, its last writes on their way. Thread-safe.
 */
public final class Detour implements AutoCloseable {
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition flowing = lock.newCondition();

  /** Guarded by the lock. */
  private boolean stalled;

  private volatile boolean cut;

  /** Makes one that leads nowhere yet. */
  public Detour() {
    this(ServerSocketFactory.getDefault());
  }

  private Detour(ServerSocketFactory sockets) {
    try {
      listener = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes one that leads to the host and port of a URI. */
  public static Detour to(String uri) {
    Detour detour = new Detour();
    detour.leadTo(addressOf(uri));
    return detour;
  }

  /** Makes one that speaks TLS to the node, as the service does where it is set up for it. */
  public static Detour tlsTo(String uri, Certificate certificate)
      throws IOException, GeneralSecurityException {
    char[] password = Certificate.PASSWORD.toCharArray();
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(KeyStore.getInstance(certificate.store().toFile(), password), password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    Detour detour = new Detour(context.getServerSocketFactory());
    detour.leadTo(addressOf(uri));
    return detour;
  }

  private static InetSocketAddress addressOf(String uri) {
    URI parsed = URI.create(uri);
    return new InetSocketAddress(parsed.getHost(), parsed.getPort());
  }

  /** Starts to lead to a loopback port; returns its own. To be called once. */
  public int leadTo(int port) {
    leadTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return listener.getLocalPort();
  }

  private void leadTo(InetSocketAddress target) {
    Thread.ofVirtual().start(() -> accept(target));
  }

  /** Returns where it is to be entered: {@code 127.0.0.1:PORT}. */
  public String address() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  /** Ends all connections, and each new one as soon as it comes. */
  public void cut() {
    cut = true;
    breakConnections();
  }

  /** Ends all connections; those that are made anew fare as the last ones did. */
  public void breakConnections() {
    open.forEach(Detour::end);
  }

  /** Holds all bytes back, in both directions. */
  public void stall() {
    flow(false);
  }

  /** Lets all through again, what was held back first. */
  public void mend() {
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

  private void accept(InetSocketAddress target) {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> serve(client, target));
      } catch (IOException e) {
        // Closed: the loop ends.
      }
    }
  }

  private void serve(Socket client, InetSocketAddress target) {
    if (cut) {
      end(client);
      return;
    }
    try {
      Socket server = new Socket(target.getAddress(), target.getPort());
      open.add(client);
      open.add(server);
      if (cut) {
        end(client);
        end(server);
      }
      Thread.ofVirtual().start(() -> pump(client, server));
      pump(server, client);
    } catch (IOException e) {
      // The service is away: the node sees its connection end.
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
      // What was held back still goes out to a server whose client hung up meanwhile.
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
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
    flow(true);
  }
}

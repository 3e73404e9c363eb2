package heliograph.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FrontTest {
  /** Says its name to whoever connects, then gives back what it gets. */
  private static final class Echo implements AutoCloseable {
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Thread acceptor;
    private final int name;

    Echo(int name) throws IOException {
      this.name = name;
      listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
      acceptor = Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
      try {
        while (true) {
          Socket socket = listener.accept();
          open.add(socket);
          Thread.ofVirtual().start(() -> serve(socket));
        }
      } catch (IOException e) {
        // Closed.
      }
    }

    private void serve(Socket socket) {
      try (socket) {
        socket.getOutputStream().write(name);
        socket.getInputStream().transferTo(socket.getOutputStream());
      } catch (IOException e) {
        // The other side has gone.
      } finally {
        open.remove(socket);
      }
    }

    /** Dies: its connections end, and nobody listens any more. */
    @Override
    public void close() throws IOException {
      listener.close();
      try {
        // Until this thread is out of its accept, the system goes on to take connections.
        acceptor.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  private final Set<Integer> notReady = ConcurrentHashMap.newKeySet();
  private final Semaphore refusals = new Semaphore(0);
  private Echo first;
  private Echo second;
  private Front front;

  @BeforeEach
  void start() throws IOException {
    first = new Echo(1);
    second = new Echo(2);
    List<Integer> ports = List.of(first.listener.getLocalPort(), second.listener.getLocalPort());
    front = new Front(0, ports, this::isReady);
  }

  private boolean isReady(int port) {
    if (notReady.contains(port)) {
      refusals.release();
      return false;
    }
    return true;
  }

  @AfterEach
  void stop() throws IOException {
    front.close();
    first.close();
    second.close();
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), front.port());
  }

  @Test
  void connectionsAreSpreadOverTheNodes() throws IOException {
    try (Socket one = connect()) {
      int its = one.getInputStream().read();
      try (Socket other = connect()) {
        assertThat(List.of(its, other.getInputStream().read())).containsExactlyInAnyOrder(1, 2);
      }
    }
  }

  @Test
  void whatIsSentGoesThereAndBack() throws IOException {
    try (Socket socket = connect()) {
      socket.getInputStream().read();

      socket.getOutputStream().write(77);

      assertThat(socket.getInputStream().read()).isEqualTo(77);
    }
  }

  @Test
  void whenANodeDiesItsConnectionEndsAndTheNextGoesToAnother() throws IOException {
    try (Socket socket = connect()) {
      Echo its = socket.getInputStream().read() == 1 ? first : second;

      its.close();

      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      for (int i = 0; i < 3; i++) {
        try (Socket next = connect()) {
          assertThat(next.getInputStream().read()).isEqualTo(its.name == 1 ? 2 : 1);
        }
      }
    }
  }

  @Test
  void aNodeThatTakesNoClientsGetsNone() throws Exception {
    notReady.add(first.listener.getLocalPort());

    // When it asks again, it has taken the answer before.
    refusals.acquire(2);
    try (Socket one = connect();
        Socket other = connect()) {
      assertThat(one.getInputStream().read()).isEqualTo(2);
      assertThat(other.getInputStream().read()).isEqualTo(2);
    }
  }
}

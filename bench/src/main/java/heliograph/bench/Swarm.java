package heliograph.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/** Many clients read by one thread, which is much cheaper than what serves them. */
final class Swarm implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 20;

  private final Client.Listener listener;
  private final List<Client> clients = new ArrayList<>();
  private final Selector selector;
  private final Thread thread;
  private volatile boolean stopped;
  private volatile int lost;

  Swarm(Client.Listener listener) throws IOException {
    this.listener = listener;
    this.selector = Selector.open();
    this.thread = Thread.ofPlatform().name("swarm").daemon().unstarted(this::run);
  }

  /**
   * Connects clients; the i-th with the token of user i modulo their number.
   *
   * @param trusting for TLS; null for none
   */
  void connect(int port, int count, List<String> tokens, SSLContext trusting) throws IOException {
    for (int i = 0; i < count; i++) {
      clients.add(Client.connect(port, tokens.get(i % tokens.size()), i, trusting));
      if ((i + 1) % 2_000 == 0) {
        System.err.printf("%,d connections%n", i + 1);
      }
    }
  }

  /** Starts to read. */
  void start() throws IOException {
    for (Client client : clients) {
      client.channel.configureBlocking(false);
      client.channel.register(selector, SelectionKey.OP_READ, client);
    }
    thread.start();
  }

  List<Client> clients() {
    return clients;
  }

  /** Returns how many connections the server ended. */
  int lost() {
    return lost;
  }

  private void run() {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    try {
      while (!stopped) {
        selector.select(key -> read(key, buffer), 100);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(SelectionKey key, ByteBuffer buffer) {
    try {
      if (!((Client) key.attachment()).read(buffer, listener)) {
        key.cancel();
        lost++;
      }
    } catch (IOException e) {
      key.cancel();
      lost++;
    }
  }

  @Override
  public void close() throws IOException {
    stopped = true;
    for (Client client : clients) {
      client.channel.close();
    }
    selector.close();
  }
}

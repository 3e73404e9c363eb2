package heliograph.websocket.listener;

import heliograph.websocket.socket.ClientSocket;
import heliograph.websocket.upgrade.RequestHeads;
import io.helidon.common.concurrency.limits.FixedLimit;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.Router;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;

/**
 * Where clients connect: a platform thread accepts, a virtual thread for each connection serves it
 * until it upgrades. Thread-safe.
 */
public final class ClientListener implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ClientListener.class.getName());

  /** Connections the operating system holds until they are accepted. */
  private static final int BACKLOG = 1_024;

  /** How long to wait where none can be accepted: for lack of file descriptors, most likely. */
  private static final long REST_NS = 100_000_000L;

  private final ServerSocketChannel accepting;
  private final SSLContext tls;
  private final Http1ConnectionSelector http;
  private final Router router;
  private final RequestHeads heads;
  private final ListenerParts parts;
  private final Limit unlimited = FixedLimit.create();
  private volatile boolean closed;

  /**
   * What a listener lets its clients speak.
   *
   * @param tls null for none
   * @param http with an upgrader that is {@link LaterUpgrade}
   * @param heads to watch over requests; its owner is to sweep it
   */
  public record Speech(
      SSLContext tls,
      Http1ConnectionSelector http,
      HttpRouting.Builder routing,
      DirectHandlers errors,
      RequestHeads heads) {}

  /**
   * Starts to listen.
   *
   * @throws BindException if the address is not free, or not one of this host
   */
  public ClientListener(InetSocketAddress address, Speech speech) throws IOException {
    this.tls = speech.tls();
    this.http = speech.http();
    this.router = Router.builder().addRouting(speech.routing()).build();
    this.heads = speech.heads();
    this.parts = new ListenerParts(speech.errors());
    if (address.isUnresolved()) {
      throw new BindException("unknown host " + address.getHostString());
    }
    accepting = ServerSocketChannel.open();
    try {
      accepting.bind(address, BACKLOG);
    } catch (IOException e) {
      accepting.close();
      throw e;
    }
    router.beforeStart();
    Thread.ofPlatform().name("heliograph-accept").daemon().start(this::acceptAll);
  }

  /** Returns the port it listens on. */
  public int port() {
    return accepting.socket().getLocalPort();
  }

  private void acceptAll() {
    while (!closed) {
      try {
        SocketChannel channel = accepting.accept();
        Thread.startVirtualThread(() -> serve(channel));
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        LOG.log(Level.WARNING, "a connection could not be accepted: " + e.getMessage());
        LockSupport.parkNanos(REST_NS);
      }
    }
  }

  private void serve(SocketChannel channel) {
    // Nothing of the HTTP stays on the stack for as long as the upgraded connection lives.
    ServerConnection upgraded = converse(channel);
    if (upgraded == null) {
      return;
    }
    if (closed) {
      upgraded.close(true);
    }
    try {
      upgraded.handle(unlimited);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Speaks HTTP to the end of the connection, which is null, or to its upgrade. */
  private ServerConnection converse(SocketChannel channel) {
    ClientSocket socket = null;
    ServerConnection upgraded = null;
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      socket = ClientSocket.of(channel, tls);
      heads.watch(socket);
      if (!closed) {
        socket.handshake();
        HttpConversation conversation = new HttpConversation(parts, router, socket);
        http.connection(conversation).handle(unlimited);
        upgraded = conversation.upgraded();
      }
    } catch (IOException | UncheckedIOException | CloseConnectionException e) {
      LOG.log(Level.DEBUG, "a connection ended", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "a connection failed", e);
    } finally {
      end(channel, socket, upgraded != null);
    }
    return upgraded;
  }

  private void end(SocketChannel channel, ClientSocket socket, boolean goesOn) {
    if (socket == null) {
      abort(channel);
      return;
    }
    if (!goesOn) {
      heads.watch(socket);
      socket.close();
    }
    heads.forget(socket);
  }

  private static void abort(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }

  /** Listens no more and cuts all that is still HTTP; what has upgraded is not touched. */
  @Override
  public void close() {
    closed = true;
    try {
      accepting.close();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the listener could not be closed", e);
    }
    heads.cutAll();
    parts.executor().shutdown();
    router.afterStop();
  }
}

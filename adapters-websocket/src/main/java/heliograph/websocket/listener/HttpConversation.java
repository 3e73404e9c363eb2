package heliograph.websocket.listener;

import heliograph.websocket.socket.ClientSocket;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.socket.SocketWriter;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.Router;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.spi.ServerConnection;
import java.io.UncheckedIOException;
import java.util.concurrent.ExecutorService;

/** A client's connection while it speaks HTTP. For the thread that serves it. */
final class HttpConversation implements ConnectionContext {
  private final ListenerContext listener;
  private final Router router;
  private final ClientSocket socket;
  private final DataReader reader;
  private final DataWriter writer;

  /** What the client upgraded to; null while it has not. */
  private ServerConnection upgraded;

  HttpConversation(ListenerContext listener, Router router, ClientSocket socket) {
    this.listener = listener;
    this.router = router;
    this.socket = socket;
    this.reader = DataReader.create(this::read);
    this.writer = SocketWriter.create(socket);
  }

  private byte[] read() {
    try {
      return socket.get();
    } catch (UncheckedIOException e) {
      throw new ServerConnectionException("the client is gone", e);
    }
  }

  void upgradeTo(ServerConnection connection) {
    upgraded = connection;
  }

  /** Returns what the client upgraded to, or null. */
  ServerConnection upgraded() {
    return upgraded;
  }

  @Override
  public ListenerContext listenerContext() {
    return listener;
  }

  @Override
  public ExecutorService executor() {
    return listener.executor();
  }

  @Override
  public DataWriter dataWriter() {
    return writer;
  }

  @Override
  public DataReader dataReader() {
    return reader;
  }

  @Override
  public Router router() {
    return router;
  }

  @Override
  public HelidonSocket serverSocket() {
    return socket;
  }

  @Override
  public PeerInfo remotePeer() {
    return socket.remotePeer();
  }

  @Override
  public PeerInfo localPeer() {
    return socket.localPeer();
  }

  @Override
  public boolean isSecure() {
    return socket.isSecure();
  }

  @Override
  public String socketId() {
    return socket.socketId();
  }

  @Override
  public String childSocketId() {
    return socket.childSocketId();
  }
}

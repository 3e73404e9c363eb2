package heliograph.conformance;

import heliograph.websocket.connection.Connection;
import heliograph.websocket.connection.MessageHandler;
import heliograph.websocket.upgrade.Admitted;

/**
 * Sends every message back, as text or binary as it came, and answers every ping. As with a node, a
 * connection's loop does so itself, until a message has to wait for the one before.
 */
final class EchoMessages implements MessageHandler {
  @Override
  public void opened(Connection connection, Admitted admitted) {}

  @Override
  public boolean tryHeard(Connection connection) {
    return true;
  }

  @Override
  public boolean tryMessage(Connection connection, boolean binary, byte[] buf, int off, int len) {
    return connection.trySend(binary, buf, off, len);
  }

  @Override
  public Verdict tryPinged(Connection connection) {
    return Verdict.YES;
  }

  @Override
  public void heard(Connection connection) {}

  @Override
  public void message(Connection connection, boolean binary, byte[] buf, int off, int len)
      throws InterruptedException {
    connection.send(binary, buf, off, len);
  }

  @Override
  public boolean pinged(Connection connection) {
    return true;
  }

  @Override
  public void written(Connection connection) {}

  @Override
  public void closed(Connection connection) {}
}

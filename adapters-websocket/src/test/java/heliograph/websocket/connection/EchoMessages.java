package heliograph.websocket.connection;

import heliograph.websocket.upgrade.Admitted;

/** Sends every message back: what conformance suites talk to. */
public class EchoMessages implements MessageHandler {
  @Override
  public void opened(Connection connection, Admitted admitted) {}

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

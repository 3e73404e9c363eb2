package heliograph.websocket.connection;

/**
 * A connection's reader on a thread of its own, for as long as what one read took lasts: something
 * in it has to wait. Nothing is read from the socket meanwhile, so {@code rest} is all there is to
 * be kept.
 */
record SlowLane(Connection connection, LoopSide side, Reader reader, byte[] rest)
    implements Runnable {
  @Override
  public void run() {
    connection.handlesOn(Thread.currentThread());
    try {
      reader.catchUp(rest);
    } finally {
      connection.handlesOn(null);
      side.post(side::caughtUp);
    }
  }
}

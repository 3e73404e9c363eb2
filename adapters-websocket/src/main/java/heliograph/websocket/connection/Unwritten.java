package heliograph.websocket.connection;

/**
 * What a socket did not take at once: the claim to write to it stays with this until it has, on the
 * connection's loop.
 *
 * @param rest what comes after the bytes the socket keeps, in order
 * @param batch whether the hub is to hear when it is done
 * @param close whether nothing is to be written after it
 */
record Unwritten(Gather rest, boolean batch, boolean close) {}

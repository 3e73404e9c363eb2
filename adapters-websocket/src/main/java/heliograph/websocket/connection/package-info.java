/**
 * Open connections: one client's reader, what is to be written to it, who writes, and who watches
 * over it all.
 *
 * <p>Threads: each connection's own virtual thread reads and never writes. The hub's thread hands
 * batches over and never touches a socket. Writers are virtual threads that come and go; one at a
 * time holds a socket's claim, and whoever finds it taken leaves its work to the holder, so that no
 * thread ever waits for another's write. One platform thread, the sweeper, watches: for peers that
 * went silent, writes that stall, closing handshakes that do not end. It blocks on nothing.
 */
package heliograph.websocket.connection;

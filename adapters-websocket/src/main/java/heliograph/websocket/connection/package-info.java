/**
 * Open connections: what one client's bytes come to, what is to be written to it, who writes, and
 * who watches over it all.
 *
 * <p>Threads: an I/O loop has its connections' sockets, reads from them and decodes; a frame whose
 * handling would have to wait goes on on a virtual thread, and its socket is not read from
 * meanwhile. Who turns the hub writes to a few clients itself and leaves many to their loops; one
 * at a time holds a socket's claim, and whoever finds it taken leaves its work to the holder. What
 * a socket does not take at once is left to its loop, claim and all, so no thread ever waits for a
 * client. One platform thread, the sweeper, watches: for peers that went silent, writes that stall,
 * closing handshakes that do not end.
 */
package heliograph.websocket.connection;

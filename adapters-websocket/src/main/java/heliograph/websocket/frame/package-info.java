/**
 * RFC 6455 frames as bytes: the server's side, so it reads masked frames and writes unmasked ones.
 * No sockets, no threads; whoever reads and writes the bytes is elsewhere.
 */
package heliograph.websocket.frame;

/**
 * The transport: WebSocket connections on Helidon's web server. This package is the module's whole
 * API; the ones below it are its rooms: {@code upgrade} (before the 101), {@code frame} and {@code
 * deflate} (bytes), {@code protocol} (the client protocol), {@code connection} (everything live).
 */
package heliograph.websocket;

/**
 * The listener for clients: accepts, lets Helidon's HTTP/1.1 speak with each until it upgrades, and
 * then leaves it to its connection. Helidon's own listener would keep what it needs for HTTP, 12 KB
 * with its buffer and its deep stack, for as long as a WebSocket lives.
 */
package heliograph.websocket.listener;

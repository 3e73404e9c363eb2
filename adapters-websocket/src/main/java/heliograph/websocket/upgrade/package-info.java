/**
 * What happens before the 101: the handshake of RFC 6455 §4.2, who may connect, and how a refusal
 * looks. Knows HTTP and tokens, nothing of frames.
 */
package heliograph.websocket.upgrade;

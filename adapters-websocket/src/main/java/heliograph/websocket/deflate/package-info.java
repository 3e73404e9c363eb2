/**
 * RFC 7692: messages compressed with deflate. No context is taken over from one message to the
 * next, on neither side: so an idle connection holds no codec, and a message for many is compressed
 * once.
 */
package heliograph.websocket.deflate;

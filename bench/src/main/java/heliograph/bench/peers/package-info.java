/**
 * Heliograph and other servers under the same load, side by side.
 *
 * <p>The load comes from one client for all ({@link heliograph.bench.peers.Wire}); what differs
 * between servers, their handshake and the shape of their messages, is in a {@link
 * heliograph.bench.peers.Dialect} each.
 */
package heliograph.bench.peers;

/**
 * The transport's own connection code under an echo in place of the client protocol: what suites
 * for WebSocket servers talk to.
 */
package heliograph.conformance;

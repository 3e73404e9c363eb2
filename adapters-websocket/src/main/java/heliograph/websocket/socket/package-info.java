/**
 * Clients' TCP connections, plain and under TLS. Read and written by virtual threads, which block
 * in them; nobody else does.
 */
package heliograph.websocket.socket;

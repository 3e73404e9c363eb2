/**
 * Clients' TCP connections, plain and under TLS. A virtual thread blocks in them for as long as
 * they speak HTTP; from then on an I/O loop has them, and nobody waits in them any more.
 */
package heliograph.websocket.socket;

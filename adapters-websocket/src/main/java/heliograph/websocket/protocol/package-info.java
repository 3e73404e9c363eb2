/**
 * The client protocol's codecs: bytes of one frame to a {@link heliograph.domain.message.Request},
 * a {@link heliograph.domain.message.ServerFrame} to bytes, in JSON (RFC 8259) and CBOR (RFC 8949).
 *
 * <p>Both formats are read by scanners of our own. A general parser keeps every distinct field name
 * it meets in a table shared by all connections (a client could fill the heap with names), takes
 * UTF-16 and invalid UTF-8 for JSON, and hides what must be seen in CBOR: tags, keys that are no
 * text, unassigned values. The tests compare the scanners with a general parser, value by value.
 */
package heliograph.websocket.protocol;

package heliograph.websocket.upgrade;

import heliograph.domain.session.Principal;
import heliograph.websocket.protocol.WireFormat;
import heliograph.websocket.socket.ClientSocket;

/**
 * A client that was let in: its 101 is sent.
 *
 * @param ahead what was read behind the handshake: the first frames, as a rule nothing
 * @param resume the resume secret it brought, unchecked, or null
 * @param format what it speaks
 * @param deflateWindowBytes how far back what is compressed for it may refer; 0 where
 *     permessage-deflate was not agreed to
 * @param correlationId printable, at most 128 characters
 * @param lease to be released when the connection is gone
 */
public record Admitted(
    ClientSocket socket,
    byte[] ahead,
    Principal principal,
    String resume,
    WireFormat format,
    int deflateWindowBytes,
    String correlationId,
    ConnectionLimits.Lease lease) {}

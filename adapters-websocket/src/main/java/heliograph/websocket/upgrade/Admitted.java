package heliograph.websocket.upgrade;

import heliograph.domain.session.Principal;
import heliograph.websocket.protocol.WireFormat;
import io.helidon.webserver.ConnectionContext;

/**
 * A client that was let in: its 101 is sent.
 *
 * @param context Helidon's side of the connection; its data reader may hold frames that came right
 *     behind the handshake
 * @param resume the resume secret it brought, unchecked, or null
 * @param format what it speaks
 * @param deflateWindowBytes how far back what is compressed for it may refer; 0 where
 *     permessage-deflate was not agreed to
 * @param correlationId printable, at most 128 characters
 * @param lease to be released when the connection is gone
 */
public record Admitted(
    ConnectionContext context,
    Principal principal,
    String resume,
    WireFormat format,
    int deflateWindowBytes,
    String correlationId,
    ConnectionLimits.Lease lease) {}

package heliograph.websocket.upgrade;

import heliograph.websocket.protocol.WireFormat;
import java.util.List;

/** The choice among what a client offers in {@code Sec-WebSocket-Protocol}. */
final class Subprotocol {
  private static final List<WireFormat> KNOWN = List.of(WireFormat.json(), WireFormat.cbor());

  private Subprotocol() {}

  /**
   * Returns the client's first choice that is one of ours, or null: then JSON is spoken,
   * unannounced. Case matters (RFC 6455 §11.3.4).
   */
  static WireFormat choose(List<String> offers) {
    for (String offer : offers) {
      for (WireFormat format : KNOWN) {
        if (format.subprotocol().equals(offer)) {
          return format;
        }
      }
    }
    return null;
  }
}

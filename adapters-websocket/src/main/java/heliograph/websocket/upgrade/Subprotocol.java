package heliograph.websocket.upgrade;

import java.util.List;

/** The encodings a client may ask for with {@code Sec-WebSocket-Protocol}. */
public enum Subprotocol {
  JSON("heliograph.v1.json"),
  CBOR("heliograph.v1.cbor");

  private final String wire;

  Subprotocol(String wire) {
    this.wire = wire;
  }

  /** Returns the name as it stands in the header; case matters (RFC 6455 §11.3.4). */
  public String wire() {
    return wire;
  }

  /** Returns the first offer that is one of ours, or null: then JSON is spoken, unannounced. */
  static Subprotocol choose(List<String> offers) {
    for (String offer : offers) {
      for (Subprotocol known : values()) {
        if (known.wire.equals(offer)) {
          return known;
        }
      }
    }
    return null;
  }
}

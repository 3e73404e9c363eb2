package heliograph.websocket.connection;

/**
 * A message's whole frames, each made once and shared by all connections that want it: per format,
 * plain and compressed. Thread-safe; nobody writes to the arrays.
 */
final class EncodedForms {
  private volatile byte[] json;
  private volatile byte[] jsonCompressed;
  private volatile byte[] cbor;
  private volatile byte[] cborCompressed;

  byte[] get(boolean binary, boolean compressed) {
    if (binary) {
      return compressed ? cborCompressed : cbor;
    }
    return compressed ? jsonCompressed : json;
  }

  void put(boolean binary, boolean compressed, byte[] frame) {
    if (binary && compressed) {
      cborCompressed = frame;
    } else if (binary) {
      cbor = frame;
    } else if (compressed) {
      jsonCompressed = frame;
    } else {
      json = frame;
    }
  }
}

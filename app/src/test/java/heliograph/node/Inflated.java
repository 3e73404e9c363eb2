package heliograph.node;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The receiving side of permessage-deflate (RFC 7692 §7.2.2), without context takeover. */
final class Inflated {
  private Inflated() {}

  static byte[] of(byte[] payload) {
    Inflater inflater = new Inflater(true);
    try {
      byte[] input = Arrays.copyOf(payload, payload.length + 4);
      input[payload.length + 2] = (byte) 0xFF;
      input[payload.length + 3] = (byte) 0xFF;
      inflater.setInput(input);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[8_192];
      for (int n = inflater.inflate(buffer); n > 0; n = inflater.inflate(buffer)) {
        out.write(buffer, 0, n);
      }
      return out.toByteArray();
    } catch (DataFormatException e) {
      throw new AssertionError("the node sent what cannot be inflated", e);
    } finally {
      inflater.end();
    }
  }
}

package heliograph.websocket.protocol;

import java.io.ByteArrayOutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.dataformat.cbor.CBORFactory;

/** CBOR that says what JSON says, duplicate names included, by a parser that is not ours. */
final class CborOf {
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private CborOf() {}

  static byte[] json(String json) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), json);
        JsonGenerator to = new CBORFactory().createGenerator(ObjectWriteContext.empty(), out)) {
      in.nextToken();
      to.copyCurrentStructure(in);
    }
    return out.toByteArray();
  }
}

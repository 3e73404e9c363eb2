package heliograph.kafka;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.dataformat.cbor.CBORFactory;

/**
 * Judges whether a record's value is what clients could be sent as it stands: the topic is open, so
 * anything may be in it. Safe for use by any thread.
 */
final class PayloadCheck {
  /** Deeper than any client's frame may be; the parser keeps no stack of its own thread. */
  private static final StreamReadConstraints CONSTRAINTS =
      StreamReadConstraints.builder().maxNestingDepth(10_000).maxNumberLength(100_000).build();

  private static final TokenStreamFactory JSON =
      JsonFactory.builder().streamReadConstraints(CONSTRAINTS).build();
  private static final TokenStreamFactory CBOR =
      CBORFactory.builder().streamReadConstraints(CONSTRAINTS).build();

  private PayloadCheck() {}

  /** Returns whether the bytes are one JSON value (RFC 8259) in UTF-8 without a byte order mark. */
  static boolean isJson(byte[] bytes) {
    // As text, because the parser of bytes would also take UTF-16, and pass over broken UTF-8.
    String text = Bytes.text(bytes);
    if (text == null || text.isEmpty() || text.charAt(0) == '\uFEFF') {
      return false;
    }
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
      return isOneValue(parser);
    } catch (JacksonException e) {
      return false;
    }
  }

  /** Returns whether the bytes are one CBOR item (RFC 8949). */
  static boolean isCbor(byte[] bytes) {
    try (JsonParser parser = CBOR.createParser(ObjectReadContext.empty(), bytes)) {
      return isOneValue(parser);
    } catch (JacksonException e) {
      return false;
    }
  }

  private static boolean isOneValue(JsonParser parser) {
    int depth = 0;
    JsonToken token = parser.nextToken();
    if (token == null) {
      return false;
    }
    do {
      if (token == JsonToken.VALUE_STRING || token.isNumeric()) {
        parser.finishToken();
      } else if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      }
      token = parser.nextToken();
      if (depth == 0 && token != null) {
        return false;
      }
    } while (token != null);
    return depth == 0;
  }
}

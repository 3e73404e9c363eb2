package heliograph.app.http;

import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON of bodies. Loaded at the first request that needs it: a node that starts does without. */
final class Json {
  private static final JsonMapper MAPPER = new JsonMapper();

  private Json() {}

  static byte[] bytes(Object body) {
    return MAPPER.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
  }

  static JsonNode tree(byte[] body) {
    return MAPPER.readTree(body);
  }
}

package heliograph.node;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.cbor.CBORMapper;

/** A subprotocol, written and read by a library of its own. */
enum Dialect {
  JSON("heliograph.v1.json", Wire.TEXT, new JsonMapper()),
  CBOR("heliograph.v1.cbor", Wire.BINARY, new CBORMapper());

  final String subprotocol;
  final int opcode;
  private final ObjectMapper mapper;

  Dialect(String subprotocol, int opcode, ObjectMapper mapper) {
    this.subprotocol = subprotocol;
    this.opcode = opcode;
    this.mapper = mapper;
  }

  byte[] write(Map<String, ?> frame) {
    return mapper.writeValueAsBytes(frame);
  }

  JsonNode read(byte[] frame) {
    return mapper.readTree(frame);
  }
}

package heliograph.websocket.protocol;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.dataformat.cbor.CBORFactory;

/**
 * Values of either format as plain objects, read and written by a parser that shares no code with
 * this package: maps, lists, strings, BigInteger, Double, Boolean, null, and hex for bytes.
 */
final class Tree {
  private static final JsonFactory JSON = new JsonFactory();
  private static final CBORFactory CBOR = new CBORFactory();

  private Tree() {}

  static Object ofJson(byte[] json) {
    return read(JSON, json);
  }

  static Object ofCbor(byte[] cbor) {
    return read(CBOR, cbor);
  }

  static byte[] cborOfJson(String json) {
    return cbor(ofJson(Bytes.utf8(json)));
  }

  static byte[] cbor(Object tree) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator g = CBOR.createGenerator(ObjectWriteContext.empty(), out)) {
      write(g, tree);
    }
    return out.toByteArray();
  }

  private static Object read(TokenStreamFactory factory, byte[] bytes) {
    try (JsonParser p = factory.createParser(ObjectReadContext.empty(), bytes)) {
      p.nextToken();
      Object value = value(p);
      if (p.nextToken() != null) {
        throw new IllegalArgumentException("something follows");
      }
      return value;
    }
  }

  private static Object value(JsonParser p) {
    return switch (p.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> map = new LinkedHashMap<>();
        while (p.nextToken() != JsonToken.END_OBJECT) {
          String name = p.currentName();
          p.nextToken();
          map.put(name, value(p));
        }
        yield map;
      }
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        while (p.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(p));
        }
        yield list;
      }
      case VALUE_STRING -> p.getString();
      case VALUE_NUMBER_INT -> p.getBigIntegerValue();
      case VALUE_NUMBER_FLOAT -> p.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case VALUE_EMBEDDED_OBJECT -> "bytes:" + Bytes.hex(p.getBinaryValue());
      default -> throw new IllegalArgumentException("no value: " + p.currentToken());
    };
  }

  private static void write(JsonGenerator g, Object tree) {
    switch (tree) {
      case null -> g.writeNull();
      case Map<?, ?> map -> {
        g.writeStartObject();
        map.forEach(
            (name, value) -> {
              g.writeName((String) name);
              write(g, value);
            });
        g.writeEndObject();
      }
      case List<?> list -> {
        g.writeStartArray();
        list.forEach(value -> write(g, value));
        g.writeEndArray();
      }
      case String s -> g.writeString(s);
      case BigInteger i when i.bitLength() < Long.SIZE -> g.writeNumber(i.longValue());
      case BigInteger i -> g.writeNumber(i);
      case Double d -> g.writeNumber(d);
      case Boolean b -> g.writeBoolean(b);
      case byte[] bytes -> g.writeBinary(bytes);
      default -> throw new IllegalArgumentException("no value: " + tree);
    }
  }
}

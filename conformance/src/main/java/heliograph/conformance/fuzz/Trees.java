package heliograph.conformance.fuzz;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.dataformat.cbor.CBORFactory;

/**
 * What Jackson reads, as plain objects that are equal where both formats say the same: maps, lists,
 * strings, numbers, Boolean, {@link #NULL}.
 */
final class Trees {
  static final String NULL = "null";

  private static final String BYTES = "bytes ";

  private static final JsonFactory JSON = new JsonFactory();
  private static final CBORFactory CBOR = new CBORFactory();

  private Trees() {}

  /** Returns the value; null where Jackson refuses it. */
  static Object ofJson(byte[] json) {
    return read(JSON, json);
  }

  /** Returns the value; null where Jackson refuses it. */
  static Object ofCbor(byte[] cbor) {
    return read(CBOR, cbor);
  }

  private static Object read(TokenStreamFactory factory, byte[] bytes) {
    try (JsonParser p = factory.createParser(ObjectReadContext.empty(), bytes)) {
      if (p.nextToken() == null) {
        return null;
      }
      Object value = value(p);
      return p.nextToken() == null ? value : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  private static Object value(JsonParser p) {
    return switch (p.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> map = new LinkedHashMap<>();
        while (p.nextToken() != JsonToken.END_OBJECT) {
          String name = p.currentName();
          p.nextToken();
          map.put(text(name), value(p));
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
      case VALUE_STRING -> text(p.getString());
      case VALUE_NUMBER_INT -> p.getBigIntegerValue();
      case VALUE_NUMBER_FLOAT -> real(p.getDoubleValue());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_EMBEDDED_OBJECT -> bytes(p.getBinaryValue());
      default -> NULL;
    };
  }

  /** Null where it is one of CBOR's simple values without a meaning. */
  private static String bytes(byte[] bytes) {
    return BYTES + (bytes == null ? "" : HexFormat.of().formatHex(bytes));
  }

  /** Numbers are equal by value, however they are written. */
  private static Object real(double value) {
    boolean whole = Double.isFinite(value) && value == Math.rint(value);
    return whole ? new BigDecimal(value).toBigInteger() : (Object) value;
  }

  /** Half a surrogate pair, which JSON can name, has no form in UTF-8. */
  private static String text(String value) {
    return value
        .codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /**
   * Returns whether it holds a value that JSON has no form for, or an integer of more than 64 bits:
   * Jackson takes the first of these for a sign (RFC 8949 §3.4.3 knows none).
   */
  static boolean isInexact(Object tree) {
    return switch (tree) {
      case Map<?, ?> map -> map.values().stream().anyMatch(Trees::isInexact);
      case List<?> list -> list.stream().anyMatch(Trees::isInexact);
      case Double d -> !Double.isFinite(d);
      case BigInteger i -> i.bitLength() > Long.SIZE;
      case String s -> s.startsWith(BYTES);
      default -> false;
    };
  }
}

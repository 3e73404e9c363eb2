package heliograph.websocket.protocol;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Values of both formats, made of a seed: nested, and with the rare forms as frequent as others.
 */
final class RandomValues {
  private static final int DEPTH_MAX = 5;

  private static final List<String> JSON_PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"",
          "\"a\"",
          "\"\\u12aF\"",
          "\"\\ud800\"",
          "\\",
          "1",
          "0",
          "-",
          ".5",
          "1.5",
          "e",
          "E+7",
          "1e-2",
          "null",
          "true",
          "false",
          "nul",
          " ",
          "\n",
          "\t",
          "\0",
          "{\"a\":1}",
          "[1,2]",
          "[]",
          "\"é€\ud83d\ude00\"",
          "/",
          "\"\\x\"",
          "\"\u001f\"",
          "\u00a0",
          "\ufeff");

  private static final List<String> CBOR_SCALARS =
      List.of(
          "00",
          "1817",
          "190000",
          "1a00000001",
          "1bffffffffffffffff",
          "20",
          "3bffffffffffffffff",
          "40",
          "4101",
          "580102",
          "5f4101580102ff",
          "5fff",
          "60",
          "6161",
          "780162",
          "7f61616162ff",
          "7fff",
          "f4",
          "f5",
          "f6",
          "f7",
          "e0",
          "f820",
          "f8ff",
          "f90001",
          "f97e00",
          "fa7f800000",
          "fb3fb999999999999a",
          "c24101",
          "c24401020304",
          "c35f4101ff",
          "c06161",
          "d8184101",
          "80",
          "a0",
          "9fff",
          "bfff");

  private final Random random;

  RandomValues(long seed) {
    random = new Random(seed);
  }

  /** Returns a value that both formats can hold, as {@link Tree} has it. */
  Object tree() {
    return tree(0);
  }

  private Object tree(int depth) {
    return switch (random.nextInt(depth == DEPTH_MAX ? 6 : 9)) {
      case 0 -> text();
      case 1 -> integer().negate();
      case 2 -> integer();
      case 3 -> finite();
      case 4 -> random.nextBoolean();
      case 5 -> null;
      case 6 -> Stream.generate(() -> tree(depth + 1)).limit(size()).collect(toList());
      default -> {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = size(); i > 0; i--) {
          map.put(text(), tree(depth + 1));
        }
        yield map;
      }
    };
  }

  /** Collects nulls too. */
  private static Collector<Object, ?, List<Object>> toList() {
    return Collectors.toCollection(ArrayList::new);
  }

  private int size() {
    return random.nextInt(20) == 0 ? 20 + random.nextInt(10) : random.nextInt(4);
  }

  /** Never with a first byte that the general parser, wrongly, would take for a negative one. */
  private BigInteger integer() {
    BigInteger value = new BigInteger(1 + random.nextInt(80), random);
    boolean misread = value.bitLength() > Long.SIZE && value.bitLength() % Byte.SIZE == 0;
    return misread ? value.shiftRight(1) : value;
  }

  private double finite() {
    double value = Double.longBitsToDouble(random.nextLong());
    return switch (random.nextInt(3)) {
      case 0 -> random.nextInt(1_000) / 8.0;
      case 1 -> random.nextFloat();
      default -> Double.isFinite(value) ? value : -0.0;
    };
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      int point =
          switch (random.nextInt(5)) {
            case 0 -> random.nextInt(0x20);
            case 1 -> random.nextInt(0x800);
            case 2 -> 0x10000 + random.nextInt(0x100000);
            case 3 -> "\"\\/\u2028\ud7ff\ue000\uffff".charAt(random.nextInt(7));
            default -> 0x20 + random.nextInt(0x60);
          };
      text.appendCodePoint(point);
    }
    return text.toString();
  }

  /** Returns the JSON of a tree, with blanks and escapes where they need not be. */
  String json(Object tree) {
    return switch (tree) {
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(e -> json(e.getKey()) + ":" + json(e.getValue()))
              .collect(Collectors.joining(" , ", "{", "}"));
      case List<?> list ->
          list.stream().map(this::json).collect(Collectors.joining(",", "[ ", " ]"));
      case String s -> quoted(s);
      case null, default -> String.valueOf(tree);
    };
  }

  private String quoted(String text) {
    boolean escapesAll = random.nextInt(4) == 0;
    StringBuilder json = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (escapesAll || c < 0x20 || c == '"' || c == '\\') {
        json.append(String.format("\\u%04X", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }

  /** Returns JSON, or what was JSON before a piece of it was put somewhere else. */
  String nearlyJson() {
    if (random.nextBoolean()) {
      return Stream.generate(this::piece).limit(random.nextInt(8)).collect(Collectors.joining());
    }
    String json = json(tree());
    int at = random.nextInt(json.length() + 1);
    return json.substring(0, at) + (random.nextInt(4) == 0 ? "" : piece()) + json.substring(at);
  }

  private String piece() {
    return JSON_PIECES.get(random.nextInt(JSON_PIECES.size()));
  }

  /** Returns bytes that are UTF-8 about half of the time. */
  byte[] nearlyUtf8() {
    byte[] bytes = new byte[1 + random.nextInt(4)];
    random.nextBytes(bytes);
    bytes[0] |= (byte) 0xc0;
    for (int i = 1; i < bytes.length; i++) {
      if (random.nextInt(8) > 0) {
        bytes[i] = (byte) (0x80 | bytes[i] & 0x3f);
      }
    }
    return bytes;
  }

  /** Returns a well-formed item of any major type and form of length, in hex. */
  String cborItem() {
    return cborItem(0);
  }

  private String cborItem(int depth) {
    return switch (random.nextInt(depth == DEPTH_MAX ? 3 : 8)) {
      case 3 -> "82" + cborItems(2, depth);
      case 4 -> "9f" + cborItems(random.nextInt(4), depth) + "ff";
      case 5 -> "a1" + cborItems(2, depth);
      case 6 -> "bf" + cborItems(4, depth) + "ff";
      case 7 -> "d9d9f7" + cborItem(depth + 1);
      default -> CBOR_SCALARS.get(random.nextInt(CBOR_SCALARS.size()));
    };
  }

  private String cborItems(int count, int depth) {
    return Stream.generate(() -> cborItem(depth + 1)).limit(count).collect(Collectors.joining());
  }
}

package heliograph.node;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes input that is wrong, or nearly right, from a seed. Not thread-safe. */
final class Malformed {
  private static final List<String> TYPES =
      List.of(
          "join",
          "leave",
          "publish",
          "send",
          "presence",
          "history",
          "refresh",
          "ping",
          "ack",
          "no");

  private static final List<String> FIELDS =
      List.of(
          "id",
          "room",
          "data",
          "key",
          "ephemeral",
          "echo",
          "from",
          "ack",
          "history",
          "user",
          "limit",
          "before",
          "after",
          "token",
          "position",
          "acks",
          "epoch",
          "traceparent",
          "x",
          "");

  private static final List<String> LINES =
      List.of(
          "Upgrade: websocket",
          "Upgrade: h2c",
          "Connection: Upgrade",
          "Connection: close",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Version: 12",
          "Sec-WebSocket-Key: " + Wire.KEY,
          "Sec-WebSocket-Key: x",
          "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=7",
          "Sec-WebSocket-Extensions: ;;\"=,",
          "Sec-WebSocket-Protocol: , heliograph.v1.cbor,,",
          "Host: localhost",
          "Host: [",
          "Content-Length: 5",
          "Content-Length: -1",
          "Content-Length: 99999999999999999999",
          "Transfer-Encoding: chunked",
          "Expect: 100-continue",
          "Origin: null",
          "Origin: http://[::1",
          "Cookie: heliograph_token=\"",
          "X-Request-Id: \u0001",
          ": no name",
          "no colon",
          " folded",
          "X-Long: " + "y".repeat(5_000));

  private final Random random;

  Malformed(long seed) {
    this.random = new Random(seed);
  }

  int upTo(int bound) {
    return random.nextInt(bound);
  }

  private <T> T oneOf(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  byte[] bytes(int max) {
    byte[] bytes = new byte[random.nextInt(max + 1)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Something like a handshake that no node answers with 101. */
  byte[] handshake() {
    return switch (random.nextInt(4)) {
      case 0 -> bytes(300);
      case 1 -> {
        StringBuilder request = new StringBuilder(oneOf(List.of("GET ", "get ", "POST ", "")));
        request.append(oneOf(List.of("/ws", "/ws?token=" + token(), "/%zz", "*", "//ws", "/ws?%")));
        request.append(oneOf(List.of(" HTTP/1.1", " HTTP/9.9", " HTTP/1.0", "", " ")));
        request.append("\r\n");
        for (int i = random.nextInt(12); i > 0; i--) {
          request.append(oneOf(LINES)).append(random.nextInt(20) == 0 ? "\n" : "\r\n");
        }
        yield latin1(request.append("\r\n").toString());
      }
      case 2 -> latin1(Wire.handshake("/ws", "Authorization: Bearer " + token()));
      default -> mutated(latin1(Wire.handshake("/ws", "Authorization: Bearer " + token())));
    };
  }

  /** Never a token that holds. */
  private String token() {
    String good = Tokens.of("fuzz");
    return switch (random.nextInt(5)) {
      case 0 -> "";
      case 1 -> good.substring(0, random.nextInt(good.length()));
      case 2 -> good.replaceFirst("[a-z](?=[^.]*$)", "");
      case 3 -> "a".repeat(random.nextInt(12_000));
      default ->
          Tokens.signed(
              Tokens.SECRET,
              oneOf(
                  List.of(
                      Map.of("alg", "none"),
                      Map.of("alg", 5),
                      Map.of("alg", "HS256", "crit", List.of("x")),
                      Map.of("alg", "ES256", "kid", "\u0000"))),
              Map.of("sub", "fuzz"));
    };
  }

  /** A JSON or CBOR message with a few bytes of a right one changed. */
  byte[] almostRequest(Dialect dialect) {
    return mutated(dialect.write(request()));
  }

  /** A message of right shape whose fields are whatever they are. */
  Map<String, Object> request() {
    Map<String, Object> frame = new LinkedHashMap<>();
    frame.put("type", random.nextInt(10) == 0 ? value(0) : oneOf(TYPES));
    frame.put("id", random.nextInt(8) == 0 ? value(0) : random.nextInt(1_000));
    for (int i = random.nextInt(5); i > 0; i--) {
      frame.put(oneOf(FIELDS), value(0));
    }
    return frame;
  }

  private Object value(int depth) {
    return switch (random.nextInt(depth > 3 ? 6 : 8)) {
      case 0 -> random.nextLong();
      case 1 -> random.nextInt(5) - 2;
      case 2 -> random.nextDouble();
      case 3 -> random.nextBoolean();
      case 4 -> oneOf(List.of("", "fuzz.room", "$user:fuzz", "$", "\u0000", "é".repeat(200)));
      case 5 -> "x".repeat(random.nextInt(300));
      case 6 -> List.of(value(depth + 1), value(depth + 1));
      default -> Map.of(oneOf(FIELDS), value(depth + 1));
    };
  }

  /** A few bytes changed, left out, put in, or the end cut off. */
  byte[] mutated(byte[] right) {
    byte[] bytes = right.clone();
    for (int i = 1 + random.nextInt(4); i > 0 && bytes.length > 1; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        default -> {
          byte[] more = new byte[bytes.length + 1];
          System.arraycopy(bytes, 0, more, 0, at);
          more[at] = (byte) random.nextInt();
          System.arraycopy(bytes, at, more, at + 1, bytes.length - at);
          bytes = more;
        }
      }
    }
    return bytes;
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}

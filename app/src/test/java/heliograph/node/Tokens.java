package heliograph.node;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.json.JsonMapper;

/** Tokens made by hand after RFC 7515, so that they share no code with what reads them. */
public final class Tokens {
  public static final String SECRET = "a secret of at least thirty-two bytes";

  private static final JsonMapper JSON = new JsonMapper();

  private Tokens() {}

  /** A good token for an hour. */
  public static String of(String user) {
    return of(user, Map.of());
  }

  /** A token for an hour with further claims, or others. */
  static String of(String user, Map<String, ?> more) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("sub", user);
    claims.put("exp", System.currentTimeMillis() / 1_000 + 3_600);
    claims.putAll(more);
    return signed(SECRET, Map.of("alg", "HS256", "typ", "JWT"), claims);
  }

  /** A token with these rights in rooms that match. */
  static String granting(String user, String match, String... can) {
    return of(user, Map.of("rooms", List.of(Map.of("match", match, "can", List.of(can)))));
  }

  static String signed(String secret, Map<String, ?> header, Map<String, ?> claims) {
    String body =
        base64(JSON.writeValueAsBytes(header)) + "." + base64(JSON.writeValueAsBytes(claims));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return body + "." + base64(mac.doFinal(body.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}

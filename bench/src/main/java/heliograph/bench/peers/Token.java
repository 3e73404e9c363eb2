package heliograph.bench.peers;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Users' tokens (HS256, RFC 7519), which Heliograph verifies as it would in production. */
final class Token {
  /** Of no use outside a measurement. */
  static final String SECRET = "a secret of a measurement, 32 bytes and more";

  private static final int LIFE_SECONDS = 86_400;

  private Token() {}

  /** Returns a token of a user. */
  static String of(String user) {
    long now = Instant.now().getEpochSecond();
    String signed =
        base64(bytes("{\"alg\":\"HS256\",\"typ\":\"JWT\"}"))
            + "."
            + base64(
                bytes(
                    "{\"sub\":\"%s\",\"iat\":%d,\"exp\":%d}"
                        .formatted(user, now, now + LIFE_SECONDS)));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(bytes(SECRET), "HmacSHA256"));
      return signed + "." + base64(mac.doFinal(bytes(signed)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}

package heliograph.websocket;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.Supplier;

/**
 * A source of ids that nobody can guess and that do not collide: 128 random bits as 22 characters
 * that may stand in a URL. Thread-safe.
 */
public final class SecureIds implements Supplier<String> {
  private static final int BYTES = 16;

  private final SecureRandom random = new SecureRandom();
  private final Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();

  @Override
  public String get() {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return encoder.encodeToString(bytes);
  }
}

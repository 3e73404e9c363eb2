package heliograph.domain.hub;

import heliograph.domain.id.SessionId;
import heliograph.domain.session.SessionRecord;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Resume secrets: {@code session.secret}, of which only a hash is kept, so that whoever can read
 * the store cannot resume.
 */
final class Secrets {
  private static final int LENGTH_MAX = 256;

  private Secrets() {}

  /** A resume secret as a client brought it. */
  record Resume(SessionId session, String hash) {}

  static String token(SessionId session, String secret) {
    return session.value() + "." + secret;
  }

  /** Returns what a client brought, taken apart; null if it cannot be a resume secret. */
  static Resume parse(String token) {
    if (token == null || token.length() > LENGTH_MAX) {
      return null;
    }
    int dot = token.lastIndexOf('.');
    if (dot <= 0 || dot > SessionId.BYTES_MAX) {
      return null;
    }
    try {
      return new Resume(new SessionId(token.substring(0, dot)), hash(token.substring(dot + 1)));
    } catch (IllegalArgumentException notAnId) {
      return null;
    }
  }

  static String hash(String secret) {
    try {
      byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Returns whether the secret is the session's, or the one before it that may still be used. */
  static boolean opens(SessionRecord session, Resume resume) {
    return same(session.secretHash(), resume.hash())
        || (session.formerSecretHash() != null && same(session.formerSecretHash(), resume.hash()));
  }

  private static boolean same(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.US_ASCII), b.getBytes(StandardCharsets.US_ASCII));
  }
}

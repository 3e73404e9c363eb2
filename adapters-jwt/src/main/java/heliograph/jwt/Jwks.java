package heliograph.jwt;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;

/** The usable keys of one JSON Web Key Set (RFC 7517 §5). Immutable. */
record Jwks(List<VerificationKey> keys) {
  /** Inclusive bound on the document's size; a larger one is refused. */
  static final int BYTES_MAX = 256 << 10;

  /** Inclusive bound on the keys in it, as a token without {@code kid} is tried with many. */
  static final int KEYS_MAX = 64;

  static final Jwks NONE = new Jwks(List.of());

  Jwks {
    keys = List.copyOf(keys);
  }

  /**
   * Reads a document; keys that cannot be used here are left out.
   *
   * @throws IOException if it is no key set, or too large, or holds no usable key
   */
  static Jwks parse(byte[] document) throws IOException {
    if (document.length > BYTES_MAX) {
      throw new IOException("larger than " + BYTES_MAX + " bytes");
    }
    JWKSet set;
    try {
      set = JWKSet.parse(new String(document, StandardCharsets.UTF_8));
    } catch (ParseException | RuntimeException e) {
      // The library lets undeclared ones out on odd JSON, such as null.
      throw new IOException("not a JSON Web Key Set");
    }
    if (set.size() > KEYS_MAX) {
      throw new IOException("more than " + KEYS_MAX + " keys");
    }
    List<VerificationKey> usable =
        set.getKeys().stream().map(VerificationKey::of).flatMap(Optional::stream).toList();
    if (usable.isEmpty()) {
      throw new IOException("no key in it can verify RS, PS, ES or EdDSA signatures");
    }
    return new Jwks(usable);
  }

  List<VerificationKey> suiting(JWSHeader header) {
    return keys.stream().filter(k -> k.suits(header)).toList();
  }
}

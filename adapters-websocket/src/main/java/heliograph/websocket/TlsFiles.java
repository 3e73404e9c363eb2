package heliograph.websocket;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A server's certificate chain and private key out of PEM files (RFC 7468). Every method throws
 * {@link IllegalArgumentException} with one line that says what is wrong with a file, and what to
 * do.
 */
public final class TlsFiles {
  /** More is no key and no chain of certificates. */
  private static final long FILE_BYTES_MAX = 1 << 20;

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----([^-]*)-----END \\1-----");

  private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  private TlsFiles() {}

  /** Reads a chain: the server's certificate first, then those that vouch for it. */
  public static List<X509Certificate> chain(Path file) {
    byte[] bytes = read(file);
    try {
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (chain.isEmpty()) {
        throw new IllegalArgumentException("no certificate in " + file + ": PEM is expected");
      }
      return chain;
    } catch (CertificateException e) {
      throw new IllegalArgumentException("no valid certificate in " + file + ": PEM is expected");
    }
  }

  /** Reads a private key: PKCS #8 without a password, of RSA, EC or EdDSA. */
  public static PrivateKey key(Path file) {
    Matcher block = KEY.matcher(new String(read(file), StandardCharsets.ISO_8859_1));
    if (!block.find()) {
      throw new IllegalArgumentException("no private key in " + file + ": PEM is expected");
    }
    if (!block.group(1).equals("PRIVATE KEY")) {
      String kind = block.group(1).startsWith("ENCRYPTED") ? "needs a password" : "is not PKCS #8";
      throw new IllegalArgumentException(
          "the key in "
              + file
              + " "
              + kind
              + ": convert it with openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW");
    }
    try {
      return key(Base64.getMimeDecoder().decode(block.group(2)), file);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("this Java has none of " + KEY_ALGORITHMS, e);
    }
  }

  private static PrivateKey key(byte[] encoded, Path file) throws GeneralSecurityException {
    for (String algorithm : KEY_ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      } catch (InvalidKeySpecException e) {
        // Of another kind, or none.
      }
    }
    throw new IllegalArgumentException(
        "no valid private key in " + file + ": RSA, EC or EdDSA is expected");
  }

  /** Puts both together for a server, after a look whether they belong together. */
  public static SSLContext context(List<X509Certificate> chain, PrivateKey key) {
    try {
      if (!belong(chain.getFirst(), key)) {
        throw new IllegalArgumentException("is not the key of the certificate");
      }
      char[] password = {};
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, password);
      store.setKeyEntry("server", key, password, chain.toArray(X509Certificate[]::new));
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(store, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("cannot be used for TLS: " + e.getMessage(), e);
    }
  }

  private static boolean belong(X509Certificate certificate, PrivateKey key)
      throws GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> "EdDSA";
        };
    byte[] probe = {1, 2, 3};
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(probe);
      return signature.verify(signed);
    } catch (InvalidKeyException | SignatureException e) {
      return false;
    }
  }

  private static byte[] read(Path file) {
    try {
      if (Files.size(file) > FILE_BYTES_MAX) {
        throw new IllegalArgumentException("the file " + file + " is too large for PEM");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read the file " + file);
    }
  }
}

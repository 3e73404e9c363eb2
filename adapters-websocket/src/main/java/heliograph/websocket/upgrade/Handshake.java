package heliograph.websocket.upgrade;

import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The opening handshake as RFC 6455 §4.2.1 wants it, and the proof that it was read (§4.2.2). */
final class Handshake {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final String VERSION = "13";
  private static final int KEY_BYTES = 16;
  private static final int KEY_CHARS = 24;

  /** Never fed; copied for each use. */
  private static final MessageDigest SHA_1 = lookUpSha1();

  private Handshake() {}

  /** Returns what is wrong with a request, or null for a valid handshake. */
  static Refusal check(HttpPrologue prologue, Headers headers) {
    if (prologue.method() != Method.GET && !prologue.method().text().equals("GET")) {
      return Refusal.badRequest("a WebSocket handshake is a GET request");
    }
    if (prologue.fragment().hasValue()) {
      return Refusal.badRequest("a request's path has no fragment");
    }
    if (headers.stream().anyMatch(header -> header.name().isEmpty())) {
      return Refusal.badRequest("a header has no name");
    }
    if (HeaderLists.single(headers, HeaderNames.HOST) == null) {
      return Refusal.badRequest("a WebSocket handshake needs one Host header");
    }
    if (!HeaderLists.hasToken(headers, HeaderNames.UPGRADE, "websocket")) {
      return Refusal.badRequest("a WebSocket handshake needs 'Upgrade: websocket'");
    }
    if (!HeaderLists.hasToken(headers, HeaderNames.CONNECTION, "upgrade")) {
      return Refusal.badRequest("a WebSocket handshake needs 'Connection: Upgrade'");
    }
    if (!VERSION.equals(HeaderLists.single(headers, HeaderLists.VERSION))) {
      return Refusal.wrongVersion();
    }
    if (!isKey(HeaderLists.single(headers, HeaderLists.KEY))) {
      return Refusal.badRequest("Sec-WebSocket-Key must be 16 bytes in base64, once");
    }
    if (HeaderLists.lines(headers, HeaderNames.ORIGIN).size() > 1) {
      return Refusal.badRequest("more than one Origin header");
    }
    if (HeaderLists.lines(headers, HeaderNames.AUTHORIZATION).size() > 1) {
      return Refusal.badRequest("more than one Authorization header");
    }
    return null;
  }

  /** Returns the value of {@code Sec-WebSocket-Accept} for a valid key. */
  static String accept(String key) {
    byte[] digest = sha1().digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
    return Base64.getEncoder().encodeToString(digest);
  }

  /**
   * Copies one digest: to look it up anew would leave a thread-local with each connection's thread,
   * of 200 bytes, for as long as the connection lives.
   */
  private static MessageDigest sha1() {
    try {
      return (MessageDigest) SHA_1.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's own SHA-1 can be copied", e);
    }
  }

  private static MessageDigest lookUpSha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  private static boolean isKey(String key) {
    if (key == null || key.length() != KEY_CHARS) {
      return false;
    }
    try {
      return Base64.getDecoder().decode(key).length == KEY_BYTES;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}

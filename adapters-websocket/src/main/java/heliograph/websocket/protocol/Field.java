package heliograph.websocket.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Locale;

/** A field name of the frames the server sends, with its bytes ready in both formats. */
enum Field {
  TYPE,
  ID,
  ROOM,
  EPOCH,
  POSITION,
  PREV,
  FROM,
  AT,
  DATA,
  ENCODING,
  KEY,
  EPHEMERAL,
  REDELIVERED,
  SESSION,
  RESUME,
  RESUMED,
  USER,
  NODE,
  HEARTBEAT_MS("heartbeatMs"),
  LIMITS,
  MAX_FRAME_BYTES("maxFrameBytes"),
  MAX_ROOMS("maxRooms"),
  ROOMS,
  INBOX,
  RECOVERED,
  DUPLICATE,
  COUNT,
  MEMBERS,
  SINCE,
  MESSAGES,
  MORE,
  EXPIRES_AT("expiresAt"),
  RETRY_AFTER_MS("retryAfterMs"),
  CODE,
  MESSAGE;

  /** {@code ,"name":}; without the comma where the field is an object's first. */
  final byte[] json;

  /** The name as CBOR text, with its head. */
  final byte[] cbor;

  Field() {
    this(null);
  }

  Field(String given) {
    String name = given == null ? name().toLowerCase(Locale.ROOT) : given;
    json = (",\"" + name + "\":").getBytes(US_ASCII);
    cbor = ((char) (CborScanner.TEXT << 5 | name.length()) + name).getBytes(US_ASCII);
  }
}

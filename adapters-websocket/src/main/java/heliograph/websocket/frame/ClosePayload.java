package heliograph.websocket.frame;

import java.nio.charset.StandardCharsets;

/** What a close frame says (RFC 6455 §5.5.1). */
record ClosePayload(int code, String reason) {

  private static final int CODE_BYTES = 2;

  static ClosePayload parse(byte[] buf, int off, int len) throws ProtocolViolation {
    if (len == 0) {
      return new ClosePayload(CloseCode.NO_STATUS, "");
    }
    if (len < CODE_BYTES) {
      throw new ProtocolViolation(CloseCode.PROTOCOL_ERROR, "close frame with one byte");
    }
    int code = (buf[off] & 0xFF) << 8 | buf[off + 1] & 0xFF;
    if (!CloseCode.isOnWire(code)) {
      throw new ProtocolViolation(CloseCode.PROTOCOL_ERROR, "close code " + code);
    }
    int reasonOff = off + CODE_BYTES;
    int reasonLen = len - CODE_BYTES;
    if (!Utf8Validator.isValid(buf, reasonOff, reasonLen)) {
      throw new ProtocolViolation(CloseCode.INVALID_PAYLOAD, "close reason is not UTF-8");
    }
    return new ClosePayload(code, new String(buf, reasonOff, reasonLen, StandardCharsets.UTF_8));
  }
}

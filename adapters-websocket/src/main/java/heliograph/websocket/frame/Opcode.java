package heliograph.websocket.frame;

/** The kind of a frame (RFC 6455 §5.2, §11.8). */
public enum Opcode {
  CONTINUATION(0x0),
  TEXT(0x1),
  BINARY(0x2),
  CLOSE(0x8),
  PING(0x9),
  PONG(0xA);

  private static final Opcode[] BY_CODE = new Opcode[16];

  static {
    for (Opcode opcode : values()) {
      BY_CODE[opcode.code] = opcode;
    }
  }

  private final int code;

  Opcode(int code) {
    this.code = code;
  }

  /** The four bits on the wire. */
  public int code() {
    return code;
  }

  /** True for close, ping and pong, which may stand between the fragments of a message. */
  public boolean isControl() {
    return code >= CLOSE.code;
  }

  /** The opcode of a frame's first byte, whose upper four bits are ignored; null where reserved. */
  static Opcode of(int firstByte) {
    return BY_CODE[firstByte & 0x0F];
  }
}

package heliograph.websocket.frame;

/**
 * A push parser of a client's frames (RFC 6455 §5): bytes go in as they come, split anywhere;
 * messages, pings, pongs and the close frame come out.
 *
 * <p>A message that came in one frame and lies whole in the caller's buffer is handed over in
 * place; any other is put together in a buffer that grows with what arrived. Between messages the
 * decoder holds no array. Text is checked as it streams in, so it is refused at its first
 * impossible byte even where the frame's rest is outstanding.
 *
 * <p>Refused, beside what the RFC names: an announced or summed length above the bound (1009, at
 * once), a length not in its shortest form (1002), and more than 64 frames without payload in one
 * message (1008). Other fragments need no count of their own: each brings a byte at least, and the
 * bytes are bounded.
 *
 * <p>Not thread-safe: one thread at a time, each call after the one before.
 *
 * <pre>
 * FIRST_BYTE  → SECOND_BYTE  the flags and the opcode are allowed here
 * SECOND_BYTE → LENGTH       126 or 127: two or eight bytes of length follow
 * SECOND_BYTE → MASK         the length is known
 * LENGTH      → MASK         the length is known
 * MASK        → PAYLOAD      the key is known; a frame without payload is done here
 * PAYLOAD     → FIRST_BYTE   the frame is done
 * any         → CLOSED       a close frame was read, a rule was broken, the handler threw
 * </pre>
 */
public final class FrameDecoder {

  private enum State {
    FIRST_BYTE,
    SECOND_BYTE,
    LENGTH,
    MASK,
    PAYLOAD,
    CLOSED
  }

  private static final int FIN = 0x80;
  private static final int RSV1 = 0x40;
  private static final int RSV2_RSV3 = 0x30;
  private static final int MASKED = 0x80;
  private static final int CONTROL_BYTES_MAX = 125;
  private static final int LENGTH_IN_2_BYTES = 126;

  private final int messageBytesMax;

  /** Null where permessage-deflate was not agreed. */
  private final Decompressor decompressor;

  private State state = State.FIRST_BYTE;

  // The frame being read.
  private Opcode opcode;
  private boolean fin;
  private boolean rsv1;
  private byte headerBytesLeft;
  private int lengthMin;
  private long length;
  private int remaining;
  private int maskingKey;

  /** The message being put together; null between messages, and within one that needs no buffer. */
  private PartialMessage partial;

  /** The payload of a control frame that came in parts; else null. */
  private byte[] control;

  /**
   * A decoder for a connection without compression.
   *
   * @param messageBytesMax the largest message, inclusive, 1 to 2^30
   */
  public FrameDecoder(int messageBytesMax) {
    this(messageBytesMax, null);
  }

  /**
   * A decoder for a connection that may have agreed to permessage-deflate.
   *
   * @param messageBytesMax the largest message, inclusive, before compression, 1 to 2^30
   * @param decompressor for messages with RSV1; null where that was not agreed
   */
  public FrameDecoder(int messageBytesMax, Decompressor decompressor) {
    if (messageBytesMax < 1 || messageBytesMax > 1 << 30) {
      throw new IllegalArgumentException("messageBytesMax must be 1 to 2^30: " + messageBytesMax);
    }
    this.messageBytesMax = messageBytesMax;
    this.decompressor = decompressor;
  }

  /**
   * Reads the bytes of a slice and calls the handler with what they complete, for as long as it
   * {@linkplain FrameHandler#goesOn goes on}. Payload in the slice is unmasked in place; nothing of
   * the buffer is kept. After a close frame or an exception, this and all further bytes are passed
   * over.
   *
   * @return how many bytes were read; less than there are if the handler does not go on
   * @throws ProtocolViolation where the peer broke a rule, or the handler says so
   */
  public int decode(byte[] buf, int off, int len, FrameHandler handler) throws ProtocolViolation {
    int end = off + len;
    int pos = off;
    boolean completed = false;
    try {
      while (pos < end && handler.goesOn()) {
        switch (state) {
          case FIRST_BYTE -> firstByte(buf[pos++]);
          case SECOND_BYTE -> secondByte(buf[pos++]);
          case LENGTH -> lengthByte(buf[pos++]);
          case MASK -> {
            pos = mask(buf, pos, end);
            if (headerBytesLeft == 0) {
              state = State.PAYLOAD;
              if (remaining == 0) {
                payload(buf, pos, end, handler);
              }
            }
          }
          case PAYLOAD -> pos = payload(buf, pos, end, handler);
          case CLOSED -> pos = end;
        }
      }
      completed = true;
      return pos - off;
    } finally {
      if (!completed) {
        shut();
      }
    }
  }

  /** True once nothing further will be decoded. */
  public boolean isClosed() {
    return state == State.CLOSED;
  }

  /** True between messages, outside any frame: no memory is held for the peer. */
  public boolean isIdle() {
    return state == State.FIRST_BYTE && partial == null || isClosed();
  }

  private void firstByte(byte b) throws ProtocolViolation {
    fin = (b & FIN) != 0;
    rsv1 = (b & RSV1) != 0;
    opcode = Opcode.of(b);
    if (opcode == null) {
      throw protocolError("reserved opcode " + (b & 0x0F));
    }
    if ((b & RSV2_RSV3) != 0) {
      throw protocolError("RSV2 or RSV3 set");
    }
    switch (opcode) {
      case CONTINUATION -> {
        require(partial != null, "continuation frame without a message to continue");
        require(!rsv1, "RSV1 set on a continuation frame");
      }
      case TEXT, BINARY -> {
        require(partial == null, "new message before the last fragment of the one before");
        require(!rsv1 || decompressor != null, "RSV1 set, compression was not agreed");
      }
      case CLOSE, PING, PONG -> {
        require(fin, "fragmented control frame");
        require(!rsv1, "RSV1 set on a control frame");
      }
    }
    state = State.SECOND_BYTE;
  }

  private void secondByte(byte b) throws ProtocolViolation {
    require((b & MASKED) != 0, "client frames must be masked");
    length = b & 0x7F;
    require(
        length <= CONTROL_BYTES_MAX || !opcode.isControl(), "control frame longer than 125 bytes");
    if (length <= CONTROL_BYTES_MAX) {
      lengthKnown();
      return;
    }
    boolean twoBytes = length == LENGTH_IN_2_BYTES;
    headerBytesLeft = (byte) (twoBytes ? Short.BYTES : Long.BYTES);
    lengthMin = twoBytes ? CONTROL_BYTES_MAX + 1 : 0xFFFF + 1;
    length = 0;
    state = State.LENGTH;
  }

  private void lengthByte(byte b) throws ProtocolViolation {
    length = length << 8 | b & 0xFF;
    if (--headerBytesLeft > 0) {
      return;
    }
    // Also refuses the highest of 64 bits, which makes it negative.
    require(length >= lengthMin, "length not in its shortest form or above 63 bits");
    lengthKnown();
  }

  private void lengthKnown() throws ProtocolViolation {
    if (!opcode.isControl()) {
      int before = partial == null ? 0 : partial.size();
      if (length > bytesMax() - before) {
        throw tooBig();
      }
    }
    remaining = (int) length;
    headerBytesLeft = Integer.BYTES;
    state = State.MASK;
  }

  /** The bound on what a message's frames carry. */
  private int bytesMax() {
    boolean compressed = partial == null ? rsv1 : partial.isCompressed();
    // Deflate makes what it cannot shrink a little larger: a message within the bound must pass.
    return compressed ? messageBytesMax + (messageBytesMax >> 6) + 64 : messageBytesMax;
  }

  /** Takes what is there of the masking key and returns where that ends. */
  private int mask(byte[] buf, int off, int end) {
    int pos = off;
    while (headerBytesLeft > 0 && pos < end) {
      maskingKey = maskingKey >>> 8 | buf[pos++] << 24;
      headerBytesLeft--;
    }
    return pos;
  }

  /** Takes what is there of a frame's payload and returns where that ends. */
  private int payload(byte[] buf, int off, int end, FrameHandler handler) throws ProtocolViolation {
    int len = Math.min(remaining, end - off);
    boolean wholeFrame = len == length;
    maskingKey = Masking.apply(buf, off, len, maskingKey);
    remaining -= len;
    if (remaining == 0) {
      state = State.FIRST_BYTE;
    }
    if (opcode.isControl()) {
      if (wholeFrame) {
        control(buf, off, len, handler);
      } else {
        controlPart(buf, off, len, handler);
      }
    } else if (wholeFrame && fin && partial == null) {
      boolean text = opcode == Opcode.TEXT;
      if (text && !rsv1 && !Utf8Validator.isValid(buf, off, len)) {
        throw invalidText();
      }
      message(text, rsv1, buf, off, len, handler);
    } else {
      messagePart(buf, off, len, handler);
    }
    return off + len;
  }

  private void messagePart(byte[] buf, int off, int len, FrameHandler handler)
      throws ProtocolViolation {
    if (partial == null) {
      partial = new PartialMessage(opcode == Opcode.TEXT, rsv1);
    }
    partial.append(buf, off, len, fin ? partial.size() + len + remaining : bytesMax());
    if (length == 0) {
      partial.emptyFragment();
    }
    if (remaining == 0 && fin) {
      PartialMessage whole = partial;
      partial = null;
      whole.end();
      message(whole.isText(), whole.isCompressed(), whole.bytes(), 0, whole.size(), handler);
    }
  }

  private void message(
      boolean text, boolean compressed, byte[] buf, int off, int len, FrameHandler handler)
      throws ProtocolViolation {
    if (compressed) {
      byte[] inflated = decompressor.inflate(buf, off, len, messageBytesMax);
      if (text && !Utf8Validator.isValid(inflated, 0, inflated.length)) {
        throw invalidText();
      }
      message(text, false, inflated, 0, inflated.length, handler);
    } else if (text) {
      handler.text(buf, off, len);
    } else {
      handler.binary(buf, off, len);
    }
  }

  private void controlPart(byte[] buf, int off, int len, FrameHandler handler)
      throws ProtocolViolation {
    if (control == null) {
      control = new byte[(int) length];
    }
    System.arraycopy(buf, off, control, control.length - remaining - len, len);
    if (remaining == 0) {
      byte[] whole = control;
      control = null;
      control(whole, 0, whole.length, handler);
    }
  }

  private void control(byte[] buf, int off, int len, FrameHandler handler)
      throws ProtocolViolation {
    switch (opcode) {
      case PING -> handler.ping(buf, off, len);
      case PONG -> handler.pong(buf, off, len);
      case CLOSE -> {
        shut();
        ClosePayload close = ClosePayload.parse(buf, off, len);
        handler.close(close.code(), close.reason());
      }
      case CONTINUATION, TEXT, BINARY -> throw new IllegalStateException("not control: " + opcode);
    }
  }

  private void shut() {
    state = State.CLOSED;
    partial = null;
    control = null;
  }

  private static void require(boolean allowed, String otherwise) throws ProtocolViolation {
    if (!allowed) {
      throw protocolError(otherwise);
    }
  }

  private static ProtocolViolation protocolError(String reason) {
    return new ProtocolViolation(CloseCode.PROTOCOL_ERROR, reason);
  }

  private ProtocolViolation tooBig() {
    return new ProtocolViolation(
        CloseCode.TOO_BIG, "message longer than " + messageBytesMax + " bytes");
  }

  static ProtocolViolation invalidText() {
    return new ProtocolViolation(CloseCode.INVALID_PAYLOAD, "text is not UTF-8");
  }
}

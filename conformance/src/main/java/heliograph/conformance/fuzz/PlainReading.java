package heliograph.conformance.fuzz;

import heliograph.websocket.frame.Decompressor;
import heliograph.websocket.frame.ProtocolViolation;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Set;

/**
 * A second reading of RFC 6455 §5 and §7.4, of all bytes at once and with no thought for speed; it
 * shares inflating with the first one, but nothing else. For one input.
 */
final class PlainReading {
  private static final int EMPTY_FRAGMENTS_MAX = 64;
  private static final Set<Integer> CLOSE_CODES =
      Set.of(1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011);

  private final int bytesMax;
  private final Decompressor decompressor;
  private final Events events = new Events();

  private byte[] in;
  private int pos;

  // The message that is being put together: its opcode, 0 for none.
  private int opcode;
  private boolean compressed;
  private int emptyOnes;
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();

  PlainReading(int bytesMax, Decompressor decompressor) {
    this.bytesMax = bytesMax;
    this.decompressor = decompressor;
  }

  /** Ends the reading, with a close code to refuse with, or without. */
  private static final class End extends Exception {
    private static final long serialVersionUID = 1L;
    private final int code;

    End(int code) {
      super(null, null, false, false);
      this.code = code;
    }
  }

  List<String> read(byte[] bytes) {
    in = bytes;
    try {
      while (true) {
        frame();
      }
    } catch (End e) {
      if (e.code != 0) {
        events.refused(e.code);
      }
    }
    return events.all();
  }

  private int next() throws End {
    if (pos == in.length) {
      throw new End(0);
    }
    return in[pos++] & 0xFF;
  }

  private static void require(boolean holds, int code) throws End {
    if (!holds) {
      throw new End(code);
    }
  }

  private void frame() throws End {
    int first = next();
    boolean fin = (first & 0x80) != 0;
    boolean rsv1 = (first & 0x40) != 0;
    int kind = first & 0x0F;
    boolean control = kind >= 8;
    require((first & 0x30) == 0, 1002);
    require(kind <= 2 || kind >= 8 && kind <= 10, 1002);
    require(!control || fin && !rsv1, 1002);
    require(control || (kind == 0) == (opcode != 0), 1002);
    require(!rsv1 || kind != 0 && decompressor != null, 1002);

    int second = next();
    require((second & 0x80) != 0, 1002);
    long length = second & 0x7F;
    require(!control || length <= 125, 1002);
    if (length > 125) {
      int count = length == 126 ? 2 : 8;
      length = 0;
      for (int i = 0; i < count; i++) {
        length = length * 256 + next();
      }
      require(length > (count == 2 ? 125 : 65_535), 1002);
    }
    if (!control) {
      boolean squeezed = kind == 0 ? compressed : rsv1;
      int max = squeezed ? bytesMax + bytesMax / 64 + 64 : bytesMax;
      require(length + message.size() <= max, 1009);
    }
    int[] key = {next(), next(), next(), next()};
    if (control) {
      control(kind, unmasked(key, (int) length).toByteArray());
    } else {
      if (kind != 0) {
        opcode = kind;
        compressed = rsv1;
        emptyOnes = 0;
      }
      boolean whole = kind != 0 && fin;
      data(fin, whole, key, (int) length);
    }
  }

  private ByteArrayOutputStream unmasked(int[] key, int length) throws End {
    require(length <= in.length - pos, 0);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < length; i++) {
      out.write(next() ^ key[i & 3]);
    }
    return out;
  }

  private void data(boolean fin, boolean whole, int[] key, int length) throws End {
    int there = Math.min(length, in.length - pos);
    message.writeBytes(unmasked(key, there).toByteArray());
    boolean ended = there == length;
    if (opcode == 1 && !compressed) {
      require(Utf8Reading.mayGoOn(message.toByteArray()), 1007);
    }
    require(ended, 0);
    emptyOnes += length == 0 && !whole ? 1 : 0;
    require(emptyOnes <= EMPTY_FRAGMENTS_MAX, 1008);
    if (fin) {
      deliver(message.toByteArray());
      message.reset();
      opcode = 0;
    }
  }

  private void deliver(byte[] payload) throws End {
    byte[] content = payload;
    if (compressed) {
      try {
        content = decompressor.inflate(payload, 0, payload.length, bytesMax);
      } catch (ProtocolViolation e) {
        throw new End(e.closeCode());
      }
    }
    if (opcode == 1) {
      require(Utf8Reading.isWhole(content), 1007);
      events.text(content, 0, content.length);
    } else {
      events.binary(content, 0, content.length);
    }
  }

  private void control(int kind, byte[] payload) throws End {
    switch (kind) {
      case 9 -> events.ping(payload, 0, payload.length);
      case 10 -> events.pong(payload, 0, payload.length);
      default -> {
        close(payload);
        throw new End(0);
      }
    }
  }

  private void close(byte[] payload) throws End {
    if (payload.length == 0) {
      events.close(1005, "");
      return;
    }
    require(payload.length >= 2, 1002);
    int code = (payload[0] & 0xFF) * 256 + (payload[1] & 0xFF);
    require(CLOSE_CODES.contains(code) || code >= 3000 && code <= 4999, 1002);
    byte[] reason = java.util.Arrays.copyOfRange(payload, 2, payload.length);
    require(Utf8Reading.isWhole(reason), 1007);
    events.close(code, new String(reason, java.nio.charset.StandardCharsets.UTF_8));
  }
}

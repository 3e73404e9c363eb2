package heliograph.conformance.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.websocket.deflate.DeflateCodecs;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;

/** What a client might send: messages in fragments, control frames between them, some mistakes. */
final class RandomFrames {
  private static final int FIN = 0x80;
  private static final int RSV1 = 0x40;
  private static final int[] SIZES = {0, 0, 1, 2, 5, 30, 124, 125, 126, 127, 200, 300, 301, 4096};
  private static final int[] LARGE_SIZES = {65_535, 65_536, 99_999, 100_001};
  private static final String[] WORDS = {
    "heliograph", "\u00e9", "\u5149", "\ud83d\ude42", "{\"a\":1}", "\ud7ff", "\uffff"
  };
  private static final int[] CODES = {
    0, 999, 1000, 1001, 1004, 1005, 1006, 1007, 1011, 1015, 2999, 3000, 4999, 5000
  };

  static final DeflateCodecs CODECS = new DeflateCodecs(2, DeflateCodecs.DEFAULT_LEVEL);

  private final Random random;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  RandomFrames(Random random) {
    this.random = random;
  }

  byte[] bytes() {
    for (int i = random.nextInt(5); i >= 0; i--) {
      switch (random.nextInt(8)) {
        case 0 -> control();
        case 1 -> frame(random.nextInt(256), content(size()));
        default -> message();
      }
    }
    if (random.nextInt(3) == 0) {
      close();
    }
    return out.toByteArray();
  }

  private void message() {
    byte[] content = content(size());
    boolean compressed = random.nextInt(3) == 0;
    byte[] payload = compressed ? CODECS.compress(content, 0, content.length) : content;
    int fragments = 1 + (random.nextBoolean() ? 0 : random.nextInt(6));
    int emptyOnes = random.nextInt(40) == 0 ? 60 + random.nextInt(10) : 0;
    int off = 0;
    for (int i = 0; i < fragments + emptyOnes; i++) {
      boolean last = i == fragments + emptyOnes - 1;
      boolean empty = i > 0 && i <= emptyOnes;
      int len = last ? payload.length - off : empty ? 0 : random.nextInt(payload.length - off + 1);
      int opcode = i > 0 ? 0 : 1 + random.nextInt(2);
      int rsv = compressed && i == 0 ? RSV1 : 0;
      frame((last ? FIN : 0) | rsv | opcode, Arrays.copyOfRange(payload, off, off + len));
      off += len;
      if (!last && random.nextInt(4) == 0) {
        control();
      }
    }
  }

  private void control() {
    frame(FIN | 9 + random.nextInt(2), content(random.nextInt(126)));
  }

  private void close() {
    int code = CODES[random.nextInt(CODES.length)];
    byte[] reason = content(random.nextInt(124));
    byte[] payload = new byte[reason.length + 2];
    payload[0] = (byte) (code >> 8);
    payload[1] = (byte) code;
    System.arraycopy(reason, 0, payload, 2, reason.length);
    frame(FIN | 8, random.nextInt(4) == 0 ? new byte[random.nextInt(2)] : payload);
  }

  private void frame(int first, byte[] payload) {
    int mask = random.nextInt(50) == 0 ? 0 : 0x80;
    int length = payload.length;
    out.write(first);
    // Now and then not in the shortest form.
    int form = length <= 125 ? 0 : length <= 0xFFFF ? 2 : 8;
    if (form < 8 && random.nextInt(50) == 0) {
      form = form == 0 ? 2 : 8;
    }
    out.write(mask | (form == 0 ? length : form == 2 ? 126 : 127));
    for (int shift = 8 * form - 8; shift >= 0; shift -= 8) {
      out.write(shift < 32 ? length >> shift : 0);
    }
    byte[] key = new byte[4];
    random.nextBytes(key);
    if (mask != 0) {
      out.writeBytes(key);
    }
    for (int i = 0; i < length; i++) {
      out.write(mask == 0 ? payload[i] : payload[i] ^ key[i & 3]);
    }
  }

  private int size() {
    return random.nextInt(200) == 0
        ? LARGE_SIZES[random.nextInt(LARGE_SIZES.length)]
        : SIZES[random.nextInt(SIZES.length)];
  }

  /** Mostly text; cut anywhere, so that it may end within a character. */
  private byte[] content(int size) {
    if (random.nextInt(5) == 0) {
      byte[] noise = new byte[size];
      random.nextBytes(noise);
      return noise;
    }
    StringBuilder text = new StringBuilder();
    while (text.length() < size) {
      text.append(WORDS[random.nextInt(WORDS.length)]);
    }
    byte[] bytes = Arrays.copyOf(text.toString().getBytes(UTF_8), size);
    return random.nextInt(20) == 0 ? Mutator.mutate(bytes, random) : bytes;
  }
}

package heliograph.conformance.fuzz;

import heliograph.websocket.deflate.DeflateCodecs;
import heliograph.websocket.frame.FrameDecoder;
import heliograph.websocket.frame.ProtocolViolation;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * The frame decoder: whole and cut up at random it reads what {@link PlainReading} reads, and
 * leaves alone what is not in its slice. An input's first byte says whether compression was agreed
 * and what is the largest message, its second how the others are cut.
 */
final class FramesTarget implements Target {
  private static final int DEFLATE = 1;
  private static final int LARGE = 2;
  private static final int HEAD_BYTES = 2;
  private static final int[] PART_MAX = {1, 9, 100, 1_000, 10_000};
  private static final byte GUARD = 0x5A;

  @Override
  public String name() {
    return "frames";
  }

  @Override
  public byte[] input(Random random) {
    byte[] frames = new RandomFrames(random).bytes();
    byte[] damaged = random.nextInt(3) == 0 ? frames : Mutator.mutate(frames, random);
    byte[] input = new byte[HEAD_BYTES + damaged.length];
    input[0] = (byte) random.nextInt();
    input[1] = (byte) random.nextInt();
    System.arraycopy(damaged, 0, input, HEAD_BYTES, damaged.length);
    return input;
  }

  @Override
  public void check(byte[] input) {
    if (input.length < HEAD_BYTES) {
      return;
    }
    byte[] frames = Arrays.copyOfRange(input, HEAD_BYTES, input.length);
    DeflateCodecs codecs = (input[0] & DEFLATE) != 0 ? RandomFrames.CODECS : null;
    int bytesMax = (input[0] & LARGE) != 0 ? 100_000 : 300;
    List<String> expected = new PlainReading(bytesMax, codecs).read(frames);

    agree(expected, decode(new FrameDecoder(bytesMax, codecs), frames, null), "at once");
    Random cuts = new Random(input[1]);
    agree(expected, decode(new FrameDecoder(bytesMax, codecs), frames, cuts), "cut up");
  }

  private static void agree(List<String> expected, List<String> events, String how) {
    Target.require(expected.equals(events), how + ": " + events + ", expected " + expected);
  }

  /** Decodes the whole, in parts of random size if there is a source of cuts. */
  private static List<String> decode(FrameDecoder decoder, byte[] bytes, Random cuts) {
    Events events = new Events();
    int partMax = cuts == null ? 0 : PART_MAX[cuts.nextInt(PART_MAX.length)];
    for (int off = 0; off < bytes.length; ) {
      int len = cuts == null ? bytes.length : 1 + cuts.nextInt(partMax);
      len = Math.min(len, bytes.length - off);
      byte[] slice = new byte[len + 2];
      Arrays.fill(slice, GUARD);
      System.arraycopy(bytes, off, slice, 1, len);
      try {
        decoder.decode(slice, 1, len, events);
      } catch (ProtocolViolation e) {
        events.refused(e.closeCode());
      }
      Target.require(slice[0] == GUARD && slice[len + 1] == GUARD, "wrote beyond its slice");
      off += len;
    }
    return events.all();
  }
}

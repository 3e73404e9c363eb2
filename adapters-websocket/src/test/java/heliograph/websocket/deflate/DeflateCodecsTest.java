package heliograph.websocket.deflate;

import static heliograph.websocket.frame.ClientFrame.hex;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import heliograph.websocket.frame.Allocation;
import heliograph.websocket.frame.ProtocolViolation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7692 §7.2: messages to deflate streams and back. */
class DeflateCodecsTest {

  private static final int CAP = 65_536;

  private final DeflateCodecs codecs = new DeflateCodecs(2, DeflateCodecs.DEFAULT_LEVEL);

  @ParameterizedTest
  @CsvSource({
    "one block (§7.2.3.1),             f2 48 cd c9 c9 07 00,                         Hello",
    "stored (§7.2.3.3),                00 05 00 fa ff 48 65 6c 6c 6f 00,             Hello",
    "BFINAL set (§7.2.3.4),            f3 48 cd c9 c9 07 00 00,                      Hello",
    "BFINAL set and nothing behind,    f3 48 cd c9 c9 07 00,                         Hello",
    "two blocks (§7.2.3.5),            f2 48 05 00 00 00 ff ff ca c9 c9 07 00,       Hello",
    "BFINAL set on the flush,          f2 48 cd c9 c9 07 04,                         Hello",
    "an empty fragment (§7.2.3.6),     00,                                           ''",
    "nothing at all,                   '',                                           ''",
    "two streams with BFINAL,          f3 48 cd c9 c9 07 00 f3 48 cd c9 c9 07 00 00, HelloHello"
  })
  void theFormsTheRfcAllowsAreInflated(String what, String payload, String message)
      throws ProtocolViolation {
    byte[] bytes = hex(payload);

    assertThat(new String(codecs.inflate(bytes, 0, bytes.length, CAP), UTF_8))
        .as(what)
        .isEqualTo(message);
  }

  @Test
  void theEmptyMessageIsOneByte() {
    assertThat(codecs.compress(new byte[5], 3, 0)).isEqualTo(hex("00"));
  }

  @Test
  void theFlushsTailIsLeftOut() {
    byte[] hello = "Hello".getBytes(UTF_8);

    assertThat(codecs.compress(hello, 0, 5)).isEqualTo(hex("f2 48 cd c9 c9 07 00"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ff", // a block type that does not exist
        "06 00", // the same
        "00 05 00 fa ff 48 65", // a stored block cut short
        "00 05 00 00 00 48 65 6c 6c 6f 00", // a stored block whose length is damaged
        "00 ff 00 00 ff 48", // the same, by more than the tail could fill
        "f2 48", // a compressed block cut short
        "f2 48 cd c9 c9", // the same
        "02 02 00 00", // looks back beyond the start
        "f3 48 cd c9 c9 07 00 ff ff" // rubbish behind BFINAL
      })
  void whatIsNoWholeDeflateStreamIsRefused(String payload) {
    byte[] bytes = hex(payload);

    assertThatExceptionOfType(ProtocolViolation.class)
        .isThrownBy(() -> codecs.inflate(bytes, 0, bytes.length, CAP))
        .satisfies(violation -> assertThat(violation.closeCode()).isEqualTo(1007));
  }

  @Property(tries = 300)
  void whatWasCompressedInflatesToTheSame(@ForAll @Size(max = 20) byte[] unit, @ForAll short times)
      throws ProtocolViolation {
    byte[] message = repeat(unit, times & 0x7FF);

    byte[] payload = codecs.compress(message, 0, message.length);

    assertThat(codecs.inflate(payload, 0, payload.length, Math.max(1, message.length)))
        .isEqualTo(message);
  }

  @Property(tries = 1000)
  void anyBytesAreInflatedOrRefused(@ForAll @Size(max = 60) byte[] payload) {
    try {
      assertThat(codecs.inflate(payload, 0, payload.length, 300)).hasSizeLessThanOrEqualTo(300);
    } catch (ProtocolViolation violation) {
      assertThat(violation.closeCode()).isIn(1007, 1009);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 8_191, 8_192, 8_193, 16_384, 65_535, 65_536, 200_000})
  void sizesAroundTheBuffersGoThereAndBack(int size) throws ProtocolViolation {
    byte[] message = randomBytes(size);
    byte[] payload = codecs.compress(message, 0, size);

    assertThat(codecs.inflate(payload, 0, payload.length, size)).isEqualTo(message);
    assertThatExceptionOfType(ProtocolViolation.class)
        .isThrownBy(() -> codecs.inflate(payload, 0, payload.length, size - 1))
        .satisfies(violation -> assertThat(violation.closeCode()).isEqualTo(1009));
  }

  @Test
  void aSliceIsCompressedAndInflatedInPlaceOfAnArray() throws ProtocolViolation {
    byte[] message = "..Hello..".getBytes(UTF_8);
    byte[] payload = codecs.compress(message, 2, 5);
    byte[] around = new byte[payload.length + 4];
    System.arraycopy(payload, 0, around, 3, payload.length);

    assertThat(new String(codecs.inflate(around, 3, payload.length, CAP), UTF_8))
        .isEqualTo("Hello");
  }

  @Test
  void aBombIsCutAtTheCapWithoutTakingMemoryForMore() throws Exception {
    byte[] message = new byte[16 << 20];
    byte[] bomb = codecs.compress(message, 0, message.length);
    assertThat(bomb.length).isLessThan(message.length / 200);

    long bytes =
        Allocation.bytesOf(
            () ->
                assertThatExceptionOfType(ProtocolViolation.class)
                    .isThrownBy(() -> codecs.inflate(bomb, 0, bomb.length, CAP))
                    .satisfies(violation -> assertThat(violation.closeCode()).isEqualTo(1009)));

    assertThat(bytes).isLessThan(4L * CAP);
  }

  @Test
  void idleCodecsAreBoundedAndReused() throws ProtocolViolation {
    CodecPool<DeflateCodec> pool = new CodecPool<>(1, () -> new DeflateCodec(1));
    DeflateCodec first = pool.take();
    DeflateCodec second = pool.take();

    pool.giveBack(first, true);
    pool.giveBack(second, true);

    assertThat(pool.idle()).isEqualTo(1);
    assertThat(pool.take()).isSameAs(first);
  }

  @Test
  void aCodecThatFailedIsNotKept() {
    byte[] bad = hex("ff");

    assertThatExceptionOfType(ProtocolViolation.class)
        .isThrownBy(() -> codecs.inflate(bad, 0, 1, CAP));

    assertThat(codecs.idle()).isZero();
  }

  @Test
  void messagesDoNotLeakFromOneToTheNext() {
    byte[] message = randomBytes(500);

    byte[] first = codecs.compress(message, 0, 500);
    byte[] second = codecs.compress(message, 0, 500);

    assertThat(codecs.idle()).isEqualTo(1);
    assertThat(second).isEqualTo(first);
  }

  @Test
  void afterCloseNoCodecIsKeptAndMessagesStillPass() throws ProtocolViolation {
    byte[] before = codecs.compress("Hello".getBytes(UTF_8), 0, 5);
    assertThat(codecs.idle()).isEqualTo(1);

    codecs.close();

    assertThat(codecs.idle()).isZero();
    assertThat(codecs.inflate(before, 0, before.length, CAP)).hasSize(5);
    assertThat(codecs.idle()).isZero();
  }

  @Test
  void manyThreadsShareTheCodecs() throws Exception {
    List<Future<byte[]>> results = new ArrayList<>();
    List<byte[]> messages = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 500; i++) {
        byte[] message = randomBytes(i * 10);
        messages.add(message);
        results.add(
            threads.submit(
                () -> {
                  byte[] payload = codecs.compress(message, 0, message.length);
                  return codecs.inflate(payload, 0, payload.length, CAP);
                }));
      }
    }

    for (int i = 0; i < messages.size(); i++) {
      assertThat(results.get(i).get()).isEqualTo(messages.get(i));
    }
    assertThat(codecs.idle()).isBetween(1, 4);
  }

  @Test
  void aLevelOrBoundOutsideItsRangeIsAMistakeOfTheCaller() {
    assertThatIllegalArgumentException().isThrownBy(() -> new DeflateCodecs(1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new DeflateCodecs(1, 10));
    assertThatIllegalArgumentException().isThrownBy(() -> new DeflateCodecs(-1, 1));
  }

  private static byte[] repeat(byte[] unit, int times) {
    byte[] repeated = new byte[unit.length * times];
    for (int i = 0; i < repeated.length; i++) {
      repeated[i] = unit[i % unit.length];
    }
    return repeated;
  }

  private static byte[] randomBytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}

package heliograph.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import heliograph.domain.ErrorCode;
import heliograph.domain.id.RequestId;
import heliograph.domain.message.Request;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Depth, length and memory: what a hostile frame can cost. */
class BoundsTest {
  private static final String DEEP = "\"data\" must be nested at most 64 deep";

  @Test
  void dataMayBeNestedUpToTheBound() {
    assertThat(Decodes.json(publish(nestedJson(63)))).isInstanceOf(Decoded.Ok.class);
    assertThat(Decodes.decode(WireFormat.cbor(), Decodes.cborPublish(nestedCbor(0x81, 63))))
        .isInstanceOf(Decoded.Ok.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 300, 511})
  void deeperDataIsInvalidAndTheIdAfterItIsFound(int depth) {
    String json =
        "{\"data\":" + nestedJson(depth) + ",\"room\":\"r\",\"type\":\"publish\",\"id\":1}";

    assertThat(Decodes.json(json))
        .isEqualTo(new Decoded.Bad(new RequestId.Number(1), ErrorCode.INVALID, DEEP));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x81, 0xc1, 0x9f, 0xa1})
  void deeperCborIsInvalid(int opening) {
    byte[] frame = Decodes.cborPublish(nestedCbor(opening, 64));

    assertThat(Decodes.decode(WireFormat.cbor(), frame))
        .isEqualTo(new Decoded.Bad(new RequestId.Number(1), ErrorCode.INVALID, DEEP));
  }

  @Test
  void whatIsVeryDeepIsRefusedBeforeItIsReadToItsEnd() {
    assertThat(Decodes.bad(Decodes.json(publish("[".repeat(60_000)))).message())
        .isEqualTo("the frame must be nested at most 64 deep");
    for (int opening : new int[] {0x81, 0xc1, 0x9f, 0xa1, 0xbf}) {
      byte[] frame = Decodes.cborPublish(nestedCbor(opening, 30_000));

      assertThat(Decodes.bad(Decodes.decode(WireFormat.cbor(), frame)).message())
          .isEqualTo("the frame must be nested at most 64 deep");
    }
  }

  @Test
  void longNamesAndTextsAreBoundedByTheFrameAlone() {
    String large = "x".repeat(1 << 20);

    Request request =
        Decodes.request(Decodes.json(publish("{\"" + large + "\":\"" + large + "\"}")));

    assertThat(((Request.Publish) request).data().size()).isEqualTo((2 << 20) + 7);
  }

  @Test
  void deepDataOfAnotherProducerIsSentUpToItsOwnBound() {
    assertThat(Encodes.json(Encodes.json(nestedJson(512)))).isEqualTo(nestedJson(512));
    assertThat(Encodes.cbor(Encodes.json(nestedJson(512)))).startsWith("8181");
    assertThat(Encodes.json(Encodes.json(nestedJson(513)))).endsWith(",\"encoding\":\"base64\"");
    assertThat(Encodes.cbor(Encodes.json(nestedJson(513)))).startsWith("590402");
  }

  @Test
  void announcedLengthsCostNoMemory() {
    byte[] array = Decodes.cborPublish(Bytes.hex("9b0000010000000000"));
    byte[] text = Decodes.cborPublish(Bytes.hex("7a7fffffff"));
    byte[] bignum = Decodes.cborPublish(Bytes.hex("c25a7fffffff"));
    for (byte[] frame : new byte[][] {array, text, bignum}) {
      WireFormat.cbor().decode(frame, 0, frame.length, 1 << 20);
      long before = allocated();

      WireFormat.cbor().decode(frame, 0, frame.length, 1 << 20);

      assertThat(allocated() - before).isLessThan(10_000);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "f90001", // 5.9604644775390625E-8
        "f6",
        "6100", // "\\u0000"
        "a1f9800181f4", // {"-5.9604644775390625E-8":[false]}, as no JSON has such keys
        "c11a514b67b0"
      })
  void cborThatGrowsTooMuchAsJsonIsInvalid(String item) {
    int items = 500;
    byte[] frame = Decodes.cborPublish(Bytes.hex("9901f4" + item.repeat(items)));
    int asJson = jsonSize(frame);

    assertThat(Decodes.decode(WireFormat.cbor(), frame, asJson)).isInstanceOf(Decoded.Ok.class);
    assertThat(Decodes.decode(WireFormat.cbor(), frame, asJson - 1))
        .isEqualTo(
            new Decoded.Bad(
                new RequestId.Number(1),
                ErrorCode.INVALID,
                "\"data\" must be at most " + (asJson - 1) + " bytes long as JSON"));
    assertThat(asJson).isLessThanOrEqualTo(8 * items * item.length() / 2);
  }

  @Test
  void cborThatIsTooLongAsJsonIsNotConvertedToItsEnd() {
    byte[] frame = Decodes.cborPublish(Bytes.hex("99f000" + "f90001".repeat(0xf000)));
    Decodes.decode(WireFormat.cbor(), frame, 65_536);
    long before = allocated();

    WireFormat.cbor().decode(frame, 0, frame.length, 65_536);

    assertThat(allocated() - before).isLessThan(12L * frame.length);
  }

  private static int jsonSize(byte[] frame) {
    Request request = Decodes.request(Decodes.decode(WireFormat.cbor(), frame));
    return Bytes.utf8(Encodes.json(((Request.Publish) request).data())).length;
  }

  @Test
  void keysThatAreContainersDoNotGrowWithEachLevel() {
    StringBuilder hex = new StringBuilder();
    // Maps as keys of maps, sixteen deep: as escaped text it would double with each level.
    hex.append("a1".repeat(16)).append("6122").append("01".repeat(16));

    assertThat(Encodes.json(Decodes.cborData(hex.toString()))).hasSizeLessThan(500);
  }

  @Test
  void aRangeOutsideTheArrayIsTheCallersFault() {
    assertThatThrownBy(() -> WireFormat.json().decode(new byte[3], 1, 3, 9))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> WireFormat.cbor().decode(new byte[3], 1, 3, 9))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  private static String publish(String data) {
    return "{\"type\":\"publish\",\"id\":1,\"room\":\"r\",\"data\":" + data + "}";
  }

  private static String nestedJson(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }

  private static byte[] nestedCbor(int opening, int depth) {
    String open = Integer.toHexString(opening);
    String hex =
        switch (opening) {
          case 0x9f -> open.repeat(depth) + "ff".repeat(depth);
          case 0xa1, 0xbf ->
              (open + "6161").repeat(depth) + "00" + (opening == 0xbf ? "ff" : "").repeat(depth);
          default -> open.repeat(depth) + "00";
        };
    return Bytes.hex(hex);
  }
}

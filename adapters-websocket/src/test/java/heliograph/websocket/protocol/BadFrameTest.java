package heliograph.websocket.protocol;

import static heliograph.domain.ErrorCode.BAD_FRAME;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.id.RequestId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that are not one JSON object, or not one CBOR map. */
class BadFrameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "7",
        "[]",
        "\"x\"",
        "{",
        "{]",
        "{\"type\"",
        "{\"type\":}",
        "{'type':'ping'}",
        "{\"type\":\"ping\",}",
        "{,\"type\":\"ping\"}",
        "{\"type\":\"ping\"}}",
        "{\"type\" \"ping\"}",
        "{\"type\":\"ping\"} {}",
        "{\"type\":\"ping\"}\0",
        "\0{\"type\":\"ping\"}",
        "{type:\"ping\"}",
        "\ufeff{\"type\":\"ping\"}",
        "{\"type\":\"pi\nng\"}",
        "{\"type\":\"pi\\xng\"}",
        "{} //",
        "{\"type\":\"\\u12\"}",
        "{\"type\":\"\\u12g4\"}",
        "{\"type\":\"x\\",
        "{\"type\":\"x",
        "{\"id\":01}",
        "{\"id\":+1}",
        "{\"id\":1.}",
        "{\"id\":.1}",
        "{\"id\":1e}",
        "{\"id\":-}",
        "{\"id\":12",
        "{\"id\":1x}",
        "{\"id\":NaN}",
        "{\"id\":Infinity}",
        "{\"id\":0x1}",
        "{\"a\":tru}",
        "{\"a\":nul",
        "{\"a\":True}",
        "{\"a\":[1,]}",
        "{\"a\":[,]}",
        "{\"a\":[1 2]}",
        "{\"a\":[1}",
        "{\"a\":{\"b\"}}",
        "{\"a\":{1:2}}"
      })
  void whatIsNotOneJsonObjectIsABadFrame(String frame) {
    Decoded.Bad bad = Decodes.bad(Decodes.json(frame));

    assertThat(bad.code()).isEqualTo(BAD_FRAME);
    assertThat(bad.id()).isNull();
    assertThat(bad.message()).startsWith("the frame ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7b2261223a22c0af227d",
        "7b2261223a22eda080227d",
        "7b2261223a22f4908080227d",
        "7b2261223a22c3227d",
        "7b2261223a2280227d",
        "7b22ff223a317d",
        "7b002200",
        "efbbbf7b7d"
      })
  void jsonThatIsNotUtf8IsABadFrame(String hex) {
    Decoded.Bad bad = Decodes.bad(Decodes.decode(WireFormat.json(), Bytes.hex(hex)));

    assertThat(bad.code()).isEqualTo(BAD_FRAME);
  }

  @ParameterizedTest
  @CsvSource({
    "'',                                     nothing at all",
    "01,                                     an integer",
    "80,                                     an array",
    "6161,                                   text",
    "d9d9f7a0,                               a tag",
    "ff,                                     a break alone",
    "a1,                                     a map without its field",
    "a16161,                                 a field without its value",
    "bf6161ff,                               a break instead of a value",
    "bf616101,                               no break at the end",
    "a0a0,                                   a second object",
    "a1616162,                               text without its bytes",
    "a1616162c328,                           text that is not UTF-8",
    "a1616163eda080,                         a surrogate in text",
    "a161617f61c361a9ff,                     a character over two chunks",
    "a161617f4101ff,                         bytes in text",
    "a161617f7f6161ffff,                     nested indefinite text",
    "a161617f6161,                           text without its break",
    "a161611c,                               reserved detail 28",
    "a161611d,                               reserved detail 29",
    "a161613e,                               reserved detail 30",
    "a161611f,                               an integer of indefinite length",
    "a16161df00,                             a tag of indefinite length",
    "a16161f803,                             a simple value in two bytes",
    "a16161ff,                               a break as a value",
    "a161611b00000000000000,                 half an integer",
    "a161619b0000010000000000,               an array of 2^40",
    "a161619bffffffffffffffff,               an array of 2^64-1",
    "a16161bb0000010000000000,               a map of 2^40",
    "a161615b0000010000000000,               bytes of 2^40",
    "a161617b7fffffffffffffff,               text of 2^63-1",
    "a161615f5b0000010000000000,             a chunk of 2^40",
    "bb0000010000000000,                     a frame of 2^40 fields",
    "bb8000000000000001,                     a frame of 2^63+1 fields",
    "a16161c2,                               a tag without content",
    "a16161c25b0000010000000000,             an integer of 2^40 bytes",
    "a16161c25affffffff,                     an integer of 2^32 bytes"
  })
  void whatIsNotOneCborMapIsABadFrame(String hex, String why) {
    Decoded.Bad bad = Decodes.bad(Decodes.cbor(hex));

    assertThat(bad.code()).as(why).isEqualTo(BAD_FRAME);
    assertThat(bad.message()).startsWith("the frame ");
    String data = hex.startsWith("a16161") ? hex.substring(6) : "ff";
    assertThat(Decodes.bad(Decodes.decode(WireFormat.cbor(), Decodes.cborPublish(Bytes.hex(data)))))
        .as(why + ", as data")
        .extracting(Decoded.Bad::code, Decoded.Bad::id)
        .containsExactly(BAD_FRAME, new RequestId.Number(1));
  }

  @Test
  void theIdThatStandsBeforeTheBreakageIsUsed() {
    assertThat(Decodes.json("{\"id\":1,\"type\":\"ping\"} x"))
        .isEqualTo(
            new Decoded.Bad(
                new RequestId.Number(1),
                BAD_FRAME,
                "the frame is not valid JSON: something follows its object"));
  }
}

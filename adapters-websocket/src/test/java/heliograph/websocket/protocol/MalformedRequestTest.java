package heliograph.websocket.protocol;

import static heliograph.domain.ErrorCode.BAD_FRAME;
import static heliograph.domain.ErrorCode.INVALID;
import static heliograph.domain.ErrorCode.UNKNOWN_TYPE;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.ErrorCode;
import heliograph.domain.id.RequestId;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames that get an error: with which code, with whose id, and what the message says. */
class MalformedRequestTest {
  private static final String NO_ID = null;
  private static final String ID_WANTED = "must be an integer or a string of at most 64 bytes";

  static Stream<Arguments> objects() {
    return Stream.of(
        bad("{}", BAD_FRAME, NO_ID, "\"type\" is missing: it must be a string"),
        bad("{'id':1,'type':7}", BAD_FRAME, "1", "\"type\" must be a string"),
        bad("{'id':1,'type':null}", BAD_FRAME, "1", "\"type\" must be a string"),
        bad(
            "{'id':'a','type':'x'}",
            UNKNOWN_TYPE,
            "a",
            "\"x\" is not a \"type\" that clients send"),
        bad("{'type':'welcome','id':1.5}", UNKNOWN_TYPE, NO_ID, "\"welcome\" is not a \"type\""),
        bad("{'type':'','data':1}", UNKNOWN_TYPE, NO_ID, "\"\" is not a \"type\""),
        // ids
        bad("{'type':'leave','room':'r'}", INVALID, NO_ID, "\"id\" is missing: it " + ID_WANTED),
        bad("{'type':'ping','id':null}", INVALID, NO_ID, "\"id\" " + ID_WANTED),
        bad("{'type':'ping','id':1.5}", INVALID, NO_ID, "\"id\" " + ID_WANTED),
        bad("{'type':'ping','id':[1]}", INVALID, NO_ID, "\"id\" " + ID_WANTED),
        bad("{'type':'ping','id':9223372036854775808}", INVALID, NO_ID, "\"id\" " + ID_WANTED),
        bad("{'type':'ping','id':-9223372036854775809}", INVALID, NO_ID, "\"id\" " + ID_WANTED),
        bad("{'type':'ping','id':" + "9".repeat(999) + "}", INVALID, NO_ID, "\"id\" " + ID_WANTED),
        bad("{'type':'ping','id':'" + "x".repeat(65) + "'}", INVALID, NO_ID, "\"id\" " + ID_WANTED),
        bad("{'type':'ping','id':'" + "é".repeat(33) + "'}", INVALID, NO_ID, "\"id\" " + ID_WANTED),
        bad("{'type':'ping','id':1,'id':1}", INVALID, NO_ID, "\"id\" must not stand twice"),
        // fields that are missing, too many, or of the wrong type
        bad("{'type':'join','id':1}", INVALID, "1", "\"room\" is missing: it must be a string"),
        bad("{'type':'join','id':1,'room':7}", INVALID, "1", "\"room\" must be a string"),
        bad("{'type':'join','id':1,'room':''}", INVALID, "1", "room must not be empty"),
        bad("{'type':'join','id':1,'room':'a\\u0000'}", INVALID, "1", "room must not hold control"),
        bad(
            "{'type':'join','room':'" + "r".repeat(193) + "','id':1}",
            INVALID,
            "1",
            "room must be"),
        bad(
            "{'type':'join','id':1,'room':'r','room':'r'}",
            INVALID,
            "1",
            "\"room\" must not stand"),
        bad("{'type':'ping','type':'ping','id':1}", INVALID, "1", "\"type\" must not stand twice"),
        bad(
            "{'type':'join','x':{},'id':1,'room':'r'}",
            INVALID,
            "1",
            "\"x\" is not a field of \"jo"),
        bad(
            "{'type':'join','room':'r','data':1,'id':1}",
            INVALID,
            "1",
            "\"data\" is not a field of"),
        bad(
            "{'type':'join','id':1,'room':'r','epoch':'E'}",
            INVALID,
            "1",
            "\"epoch\" is not a field"),
        bad(
            "{'type':'join','id':1,'room':'r','ack':1}",
            INVALID,
            "1",
            "\"ack\" must be true or fal"),
        bad(
            "{'type':'join','id':1,'room':'r','ack':null}",
            INVALID,
            "1",
            "\"ack\" must be true or"),
        bad(
            "{'type':'join','id':1,'room':'r','history':-1}",
            INVALID,
            "1",
            "\"history\" must be an"),
        bad(
            "{'type':'join','id':1,'room':'r','from':1}",
            INVALID,
            "1",
            "\"from\" must be an object"),
        bad(
            "{'type':'join','id':1,'room':'r','from':null}",
            INVALID,
            "1",
            "\"from\" must be an obj"),
        bad(
            "{'type':'join','id':1,'room':'r','from':{'epoch':'E'}}",
            INVALID,
            "1",
            "\"from.position\" is missing: it must be an integer of -1 or more"),
        bad(
            "{'type':'join','id':1,'room':'r','from':{'epoch':'E','position':-2}}",
            INVALID,
            "1",
            "\"from.position\" must be an integer of -1 or more"),
        bad(
            "{'type':'join','id':1,'room':'r','from':{'epoch':'','position':0}}",
            INVALID,
            "1",
            "from.epoch must not be empty"),
        bad(
            "{'type':'join','id':1,'room':'r','from':{'epoch':'E','position':0,'x':1}}",
            INVALID,
            "1",
            "\"from.x\" is not a field of \"from\""),
        bad(
            "{'type':'join','id':1,'room':'r','from':{'epoch':'E','room':'r','position':0}}",
            INVALID,
            "1",
            "\"from.room\" is not a field of \"from\""),
        bad(
            "{'type':'join','id':1,'room':'r','from':{'epoch':'E','epoch':'E','position':0}}",
            INVALID,
            "1",
            "\"from.epoch\" must not stand twice"),
        bad(
            "{'type':'join','id':1,'room':'r','history':5,'from':{'epoch':'E','position':0}}",
            INVALID,
            "1",
            "\"from\" and \"history\" must not stand together"),
        bad("{'type':'publish','id':1,'room':'r'}", INVALID, "1", "\"data\" is missing"),
        bad(
            "{'type':'publish','id':1,'room':'r','data':1,'key':''}",
            INVALID,
            "1",
            "key must not be"),
        bad(
            "{'type':'publish','id':1,'room':'r','data':1,'key':'" + "k".repeat(129) + "'}",
            INVALID,
            "1",
            "key must be at most 128 bytes"),
        bad(
            "{'type':'publish','id':1,'room':'r','data':1,'key':null}",
            INVALID,
            "1",
            "\"key\" must"),
        bad(
            "{'type':'publish','id':1,'room':'r','data':1,'data':1}",
            INVALID,
            "1",
            "\"data\" must no"),
        bad(
            "{'type':'publish','id':1,'room':'r','data':1,'ephemeral':true,'key':'K'}",
            INVALID,
            "1",
            "\"ephemeral\" and \"key\" must not stand together"),
        bad(
            "{'type':'publish','id':1,'room':'r','data':1,'echo':'no'}",
            INVALID,
            "1",
            "\"echo\" must"),
        bad(
            "{'type':'publish','id':1,'room':'r','data':1,'traceparent':'00-1-2-03'}",
            INVALID,
            "1",
            "\"traceparent\" must be a W3C traceparent"),
        bad(
            "{'type':'send','id':1,'data':1}",
            INVALID,
            "1",
            "\"user\" is missing: it must be a str"),
        bad(
            "{'type':'send','id':1,'user':'bob','data':1,'echo':true}",
            INVALID,
            "1",
            "\"echo\" is not"),
        bad(
            "{'type':'history','id':1,'room':'r'}",
            INVALID,
            "1",
            "\"limit\" is missing: it must be"),
        bad(
            "{'type':'history','id':1,'room':'r','limit':0}",
            INVALID,
            "1",
            "\"limit\" must be an integer of 1 or more"),
        bad(
            "{'type':'history','id':1,'room':'r','limit':5,'before':'x'}",
            INVALID,
            "1",
            "\"before\" must be an integer of -1 or more"),
        bad(
            "{'type':'history','id':1,'room':'r','limit':5,'before':1,'after':0}",
            INVALID,
            "1",
            "\"before\" and \"after\" must not stand together"),
        bad("{'type':'refresh','id':1,'token':7}", INVALID, "1", "\"token\" must be a string"),
        bad(
            "{'type':'ack','id':1,'room':'r','position':1}",
            INVALID,
            "1",
            "\"id\" is not a field of"),
        bad(
            "{'type':'ack','room':'r'}",
            INVALID,
            NO_ID,
            "\"position\" is missing: it must be an int"),
        bad(
            "{'type':'ack','room':'r','position':1,'acks':[]}",
            INVALID,
            NO_ID,
            "\"acks\" and \"room\""),
        bad(
            "{'type':'ack','position':1,'acks':[]}",
            INVALID,
            NO_ID,
            "\"acks\" and \"position\" must"),
        bad("{'type':'ack','acks':{}}", INVALID, NO_ID, "\"acks\" must be an array"),
        bad(
            "{'type':'ack','acks':[{'room':'r','position':1},5]}",
            INVALID,
            NO_ID,
            "\"acks[1]\" must be an object with \"room\" and \"position\""),
        bad(
            "{'type':'ack','acks':[{'room':'r'}]}",
            INVALID,
            NO_ID,
            "\"acks[0].position\" is missing"),
        bad(
            "{'type':'ack','acks':[{'room':'r','position':1,'id':1}]}",
            INVALID,
            NO_ID,
            "\"acks[0].id\" is not a field of an entry of \"acks\""));
  }

  @ParameterizedTest
  @MethodSource("objects")
  void aWrongObjectIsAnsweredInJson(String frame, ErrorCode code, RequestId id, String message) {
    Decoded.Bad bad = Decodes.bad(Decodes.json(frame));

    assertThat(bad.code()).isEqualTo(code);
    assertThat(bad.id()).isEqualTo(id);
    assertThat(bad.message()).startsWith(message);
  }

  @ParameterizedTest
  @MethodSource("objects")
  void aWrongObjectIsAnsweredInCborAsInJson(
      String frame, ErrorCode code, RequestId id, String message) {
    Decoded.Bad json = Decodes.bad(Decodes.json(frame));

    assertThat(Decodes.decode(WireFormat.cbor(), CborOf.json(frame))).isEqualTo(json);
  }

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
  void aNumberWithExponentIsNoInteger() {
    Decoded decoded =
        Decodes.json("{\"type\":\"history\",\"id\":1,\"room\":\"r\",\"limit\":1.0e1}");

    assertThat(Decodes.bad(decoded).message())
        .isEqualTo("\"limit\" must be an integer of 1 or more");
  }

  @Test
  void aNameWithALoneSurrogateIsInvalid() {
    Decoded decoded = Decodes.json("{\"type\":\"leave\",\"id\":1,\"room\":\"\\ud800\"}");

    assertThat(Decodes.bad(decoded).message()).isEqualTo("room must be valid Unicode");
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

  @Test
  void aKeyThatIsNotTextIsNoField() {
    Decoded.Bad bad = Decodes.bad(Decodes.cbor("a3 6474797065 6470696e67 01 02 626964 08"));

    assertThat(bad.code()).isEqualTo(INVALID);
    assertThat(bad.id()).isEqualTo(new RequestId.Number(8));
    assertThat(bad.message()).isEqualTo("\"(a key that is not text)\" is not a field of \"ping\"");
  }

  @Test
  void longClientTextIsShownInPart() {
    String message =
        Decodes.bad(Decodes.json("{\"type\":\"" + "x".repeat(9_000) + "\"}")).message();

    assertThat(message).startsWith("\"xxx").hasSizeLessThan(200);
  }

  private static Arguments bad(String frame, ErrorCode code, String id, String message) {
    RequestId expected =
        id == null ? null : id.equals("1") ? new RequestId.Number(1) : new RequestId.Name(id);
    return Arguments.of(frame.replace('\'', '"'), code, expected, message);
  }
}

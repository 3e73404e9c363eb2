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
import org.junit.jupiter.params.provider.MethodSource;

/** Objects that are no request: with which code, with whose id, and what the message says. */
class InvalidRequestTest {
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

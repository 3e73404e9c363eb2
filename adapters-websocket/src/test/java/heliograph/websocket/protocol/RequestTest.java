package heliograph.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.id.Epoch;
import heliograph.domain.id.MessageKey;
import heliograph.domain.id.RequestId;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.UserId;
import heliograph.domain.message.Payload;
import heliograph.domain.message.Request;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every request of the protocol, as its page writes it, in both formats. */
class RequestTest {
  private static final RoomName R = new RoomName("r");
  private static final long OPEN = Request.History.OPEN;
  private static final String TRACE = Traceparent.EXAMPLE;

  static Stream<Arguments> requests() {
    return Stream.of(
        request("{'type':'join','id':1,'room':'r'}", new Request.Join(id(1), R, null, false, 0)),
        request(
            "{'type':'join','id':1,'room':'r','from':{'epoch':'E','position':7},'ack':true}",
            new Request.Join(id(1), R, new Request.From(new Epoch("E"), 7), true, 0)),
        request(
            "{'from':{'position':-1,'epoch':'E'},'room':'r','id':1,'type':'join'}",
            new Request.Join(id(1), R, new Request.From(new Epoch("E"), -1), false, 0)),
        request(
            "{'type':'join','id':1,'room':'r','history':50,'ack':false}",
            new Request.Join(id(1), R, null, false, 50)),
        request("{'type':'leave','id':2,'room':'r'}", new Request.Leave(id(2), R)),
        request(
            "{'type':'publish','id':3,'room':'r','data':{'a':[1,null]}}",
            new Request.Publish(id(3), R, data("{'a':[1,null]}"), null, false, true, null)),
        request(
            "{'type':'publish','id':3,'room':'r','data':null,'key':'K','echo':false}",
            new Request.Publish(id(3), R, data("null"), new MessageKey("K"), false, false, null)),
        request(
            "{'type':'publish','id':3,'room':'r','data':'x','ephemeral':true}",
            new Request.Publish(id(3), R, data("'x'"), null, true, true, null)),
        request(
            "{'type':'publish','id':3,'room':'r','data':1,'key':'K','ephemeral':false}",
            new Request.Publish(id(3), R, data("1"), new MessageKey("K"), false, true, null)),
        request(
            "{'type':'publish','id':3,'room':'r','data':1.5,'traceparent':'" + TRACE + "'}",
            new Request.Publish(id(3), R, data("1.5"), null, false, true, TRACE)),
        request(
            "{'type':'send','id':4,'user':'bob','data':[true],'key':'K','traceparent':'"
                + TRACE
                + "'}",
            new Request.Send(id(4), new UserId("bob"), data("[true]"), new MessageKey("K"), TRACE)),
        request("{'type':'presence','id':5,'room':'r'}", new Request.Presence(id(5), R)),
        request(
            "{'type':'history','id':6,'room':'r','limit':50}",
            new Request.History(id(6), R, OPEN, OPEN, 50)),
        request(
            "{'type':'history','id':6,'room':'r','limit':1,'before':9}",
            new Request.History(id(6), R, 9, OPEN, 1)),
        request(
            "{'type':'history','id':6,'room':'r','limit':99999999999,'after':-1}",
            new Request.History(id(6), R, OPEN, -1, Integer.MAX_VALUE)),
        request("{'type':'refresh','id':7,'token':'T'}", new Request.Refresh(id(7), "T")),
        request("{'type':'ping','id':8}", new Request.Ping(id(8))),
        request("{'type':'ping'}", new Request.Ping(null)),
        request("{'type':'ack','room':'r','position':7}", ack(new Request.Acked(R, 7))),
        request(
            "{'type':'ack','acks':[{'room':'r','position':7},{'position':8,'room':'s'}]}",
            ack(new Request.Acked(R, 7), new Request.Acked(new RoomName("s"), 8))),
        request("{'type':'ack','acks':[]}", ack()),
        request("{'type':'ping','id':''}", new Request.Ping(new RequestId.Name(""))),
        request("{'type':'ping','id':'é\\u0000\\n'}", new Request.Ping(name("é\0\n"))),
        request("{'type':'ping','id':-9223372036854775808}", new Request.Ping(id(1L << 63))),
        request("{'type':'ping','id':9223372036854775807}", new Request.Ping(id(~(1L << 63)))),
        request("{'type':'ping','id':-0}", new Request.Ping(id(0))),
        request(
            "{'type':'ping','id':'" + "x".repeat(64) + "'}",
            new Request.Ping(name("x".repeat(64)))),
        request("{'\\u0074ype':'p\\u0069ng'}", new Request.Ping(null)),
        request(" {\t'type' :\r\n'ping' , 'id': 8 } ", new Request.Ping(id(8))));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void aRequestIsReadFromJson(String frame, Request expected) {
    assertThat(Decodes.json(frame)).isEqualTo(new Decoded.Ok(expected));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void aRequestIsReadFromCbor(String frame, Request expected) {
    byte[] cbor = Tree.cborOfJson(frame);

    assertThat(Decodes.decode(WireFormat.cbor(), cbor)).isEqualTo(new Decoded.Ok(expected));
  }

  @Test
  void anAckHoldsUpToAThousandEntries() {
    Request request = Decodes.request(Decodes.json(acks(1_000)));

    assertThat(((Request.Ack) request).acks()).hasSize(1_000);
    assertThat(Decodes.bad(Decodes.json(acks(1_001))).message())
        .isEqualTo("\"acks\" must be an array of at most 1000 objects");
  }

  @Test
  void aWholeFloatingPointNumberOfCborIsAnInteger() {
    // What cbor-x and its like write for integers past 32 bits: 2^32 as a double.
    assertThat(Decodes.cbor("a2 6474797065 6470696e67 626964 fb41f0000000000000"))
        .isEqualTo(new Decoded.Ok(new Request.Ping(id(1L << 32))));
    assertThat(Decodes.bad(Decodes.cbor("a2 6474797065 6470696e67 626964 fb3ff8000000000000")).id())
        .isNull();
  }

  @Test
  void cborMayBeWrittenInLongerFormsAndIndefiniteLengths() {
    // {_ (_ "ty","pe"): (_ "pi", "ng"), "id": 8 in eight bytes}
    assertThat(
            Decodes.cbor(
                "bf 7f 627479 627065 ff 7f 627069 626e67 ff 7802 6964 1b0000000000000008 ff"))
        .isEqualTo(new Decoded.Ok(new Request.Ping(id(8))));
    // {"type": "ack", "acks": [_ {_ "room": "r", "position": 7}]}
    assertThat(
            Decodes.cbor(
                "a2 6474797065 6361636b 6461636b73 9f bf 64726f6f6d 6172 68706f736974696f6e 07 ff"
                    + "ff"))
        .isEqualTo(new Decoded.Ok(ack(new Request.Acked(R, 7))));
  }

  private static String acks(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "{\"room\":\"r\",\"position\":" + i + "}")
        .collect(Collectors.joining(",", "{\"type\":\"ack\",\"acks\":[", "]}"));
  }

  private static Arguments request(String frame, Request expected) {
    return Arguments.of(frame.replace('\'', '"'), expected);
  }

  private static RequestId id(long value) {
    return new RequestId.Number(value);
  }

  private static RequestId name(String value) {
    return new RequestId.Name(value);
  }

  private static Payload data(String json) {
    return new Payload(Payload.Type.JSON, Bytes.utf8(json.replace('\'', '"')));
  }

  private static Request.Ack ack(Request.Acked... acks) {
    return new Request.Ack(List.of(acks));
  }
}

package heliograph.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.ErrorCode;
import heliograph.domain.id.Epoch;
import heliograph.domain.id.MessageKey;
import heliograph.domain.id.NodeId;
import heliograph.domain.id.RequestId;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import heliograph.domain.message.Ephemeral;
import heliograph.domain.message.LogRecord;
import heliograph.domain.message.Message;
import heliograph.domain.message.Payload;
import heliograph.domain.message.ServerFrame;
import heliograph.domain.session.Principal;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every frame the server sends, as the protocol's page writes it, in both formats. */
class ServerFrameTest {
  private static final RoomName R = new RoomName("r");
  private static final Epoch E = new Epoch("E");
  private static final UserId ALICE = new UserId("alice");
  private static final SessionId S = new SessionId("S");
  private static final RequestId ID = new RequestId.Number(1);

  static Stream<Arguments> frames() {
    return Stream.of(
        frame(
            welcome(false, List.of(), null),
            "{'type':'welcome','session':'S','resume':'R','resumed':false,'user':'alice','node':'n1',"
                + "'heartbeatMs':25000,'limits':{'maxFrameBytes':65536,'maxRooms':1000},'rooms':[]}"),
        frame(
            welcome(
                true,
                List.of(state("r", 7, true), state("s", -1, false)),
                state("$user:alice", 3, true)),
            "{'type':'welcome','session':'S','resume':'R','resumed':true,'user':'alice','node':'n1',"
                + "'heartbeatMs':25000,'limits':{'maxFrameBytes':65536,'maxRooms':1000},'rooms':["
                + "{'room':'r','epoch':'E','position':7,'recovered':true},"
                + "{'room':'s','epoch':'E','position':-1,'recovered':false}],"
                + "'inbox':{'room':'$user:alice','epoch':'E','position':3,'recovered':true}}"),
        frame(
            new ServerFrame.Joined(ID, R, E, -1, true),
            "{'type':'joined','id':1,'room':'r','epoch':'E','position':-1,'recovered':true}"),
        frame(
            new ServerFrame.Left(new RequestId.Name("a"), R),
            "{'type':'left','id':'a','room':'r'}"),
        frame(
            new ServerFrame.Published(ID, R, E, 7, false),
            "{'type':'published','id':1,'room':'r','epoch':'E','position':7}"),
        frame(
            new ServerFrame.Published(ID, R, E, 0, true),
            "{'type':'published','id':1,'room':'r','epoch':'E','position':0,'duplicate':true}"),
        frame(
            new ServerFrame.Published(ID, R, null, ServerFrame.NONE, false),
            "{'type':'published','id':1,'room':'r'}"),
        frame(
            new ServerFrame.PresenceList(
                ID, R, 2, List.of(new ServerFrame.Present(ALICE, S, 1_700_000_000_000L))),
            "{'type':'presence','id':1,'room':'r','count':2,"
                + "'members':[{'user':'alice','session':'S','since':1700000000000}]}"),
        frame(
            new ServerFrame.HistoryPage(ID, R, E, List.of(message(4, -1), message(6, 4)), true),
            "{'type':'history','id':1,'room':'r','epoch':'E','messages':["
                + "{'type':'message','room':'r','epoch':'E','position':4,'prev':-1,'from':'alice',"
                + "'at':5,'data':{'a':1}},"
                + "{'type':'message','room':'r','epoch':'E','position':6,'prev':4,'from':'alice',"
                + "'at':5,'data':{'a':1}}],'more':true}"),
        frame(
            new ServerFrame.HistoryPage(ID, R, E, List.of(), false),
            "{'type':'history','id':1,'room':'r','epoch':'E','messages':[],'more':false}"),
        frame(
            new ServerFrame.Refreshed(ID, 1_700_000_000_000L),
            "{'type':'refreshed','id':1,'expiresAt':1700000000000}"),
        frame(new ServerFrame.Refreshed(ID, Principal.NEVER), "{'type':'refreshed','id':1}"),
        frame(new ServerFrame.Pong(ID), "{'type':'pong','id':1}"),
        frame(new ServerFrame.Pong(null), "{'type':'pong'}"),
        frame(message(4, 2), MESSAGE + ",'prev':2" + REST + "}"),
        frame(message(4, Message.UNKNOWN), MESSAGE + REST + "}"),
        frame(
            new ServerFrame.Redelivery(message(4, 2)),
            MESSAGE + ",'prev':2" + REST + ",'redelivered':true}"),
        frame(
            new Message(E, record(4, null, new MessageKey("K")), Message.UNKNOWN),
            MESSAGE + ",'at':5,'data':{'a':1},'key':'K'}"),
        frame(
            new Ephemeral(R, ALICE, 5, json("'x'"), S),
            "{'type':'message','room':'r','from':'alice','at':5,'data':'x','ephemeral':true}"),
        frame(
            new Ephemeral(R, null, 5, json("null"), null),
            "{'type':'message','room':'r','at':5,'data':null,'ephemeral':true}"),
        frame(
            new ServerFrame.MemberChange(R, ALICE, S, 5, true),
            "{'type':'member_joined','room':'r','user':'alice','session':'S','at':5}"),
        frame(
            new ServerFrame.MemberChange(R, ALICE, S, 5, false),
            "{'type':'member_left','room':'r','user':'alice','session':'S','at':5}"),
        frame(new ServerFrame.TokenExpiring(9), "{'type':'token_expiring','expiresAt':9}"),
        frame(new ServerFrame.ServerShutdown(9), "{'type':'server_shutdown','retryAfterMs':9}"),
        frame(new ServerFrame.Reconnect(0), "{'type':'reconnect','retryAfterMs':0}"),
        frame(
            new ServerFrame.Failure(ID, ErrorCode.RATE_LIMITED, "slow down", 250),
            "{'type':'error','id':1,'code':'rate_limited','message':'slow down','retryAfterMs':250}"),
        frame(
            new ServerFrame.Failure(null, ErrorCode.BAD_FRAME, "no"),
            "{'type':'error','code':'bad_frame','message':'no'}"));
  }

  private static final String MESSAGE = "{'type':'message','room':'r','epoch':'E','position':4";
  private static final String REST = ",'from':'alice','at':5,'data':{'a':1}";

  @ParameterizedTest
  @MethodSource("frames")
  void aFrameIsWrittenAsJson(ServerFrame frame, String expected) {
    assertThat(Bytes.text(WireFormat.json().encode(frame))).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("frames")
  void aFrameSaysTheSameInCbor(ServerFrame frame, String expected) {
    byte[] cbor = WireFormat.cbor().encode(frame);

    assertThat(Tree.ofCbor(cbor)).isEqualTo(Tree.ofJson(Bytes.utf8(expected)));
    assertThat(CborScanner.valid(cbor)).isTrue();
  }

  @Test
  void textIsEscapedInJson() {
    String message = "\"\\/\b\f\n\r\t\0\u001f\u007f é€\ud83d\ude00\ud800 \udc00x\ud800";

    String json = Bytes.text(WireFormat.json().encode(failure(message)));

    assertThat(json)
        .isEqualTo(
            "{\"type\":\"error\",\"code\":\"invalid\",\"message\":"
                + "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\u007f é€\ud83d\ude00\\ud800 \\udc00x\\ud800\"}");
  }

  @Test
  void aLoneSurrogateIsReplacedInCbor() {
    byte[] cbor = WireFormat.cbor().encode(failure("é€\ud83d\ude00\ud800 \udc00x\ud800"));

    assertThat(Tree.ofCbor(cbor))
        .isEqualTo(
            Map.of(
                "type", "error",
                "code", "invalid",
                "message", "é€\ud83d\ude00\ufffd \ufffdx\ufffd"));
  }

  @Test
  void anIdOfJsonComesBackAsItWasSent() {
    for (String id : List.of("-0", "9223372036854775807", "\"\"", "\"\\ud800\"", "\"é\\u0000\"")) {
      Decoded decoded = Decodes.json("{\"type\":\"ping\",\"id\":" + id + "}");

      byte[] pong = WireFormat.json().encode(new ServerFrame.Pong(Decodes.request(decoded).id()));

      assertThat(Bytes.text(pong))
          .isEqualTo("{\"type\":\"pong\",\"id\":" + (id.equals("-0") ? "0" : id) + "}");
    }
  }

  @Test
  void largeFramesKeepTheirShape() {
    List<ServerFrame.RoomState> rooms =
        IntStream.range(0, 70_000).mapToObj(i -> state("room-" + i, i, true)).toList();
    ServerFrame welcome = welcome(true, rooms, null);

    Object json = Tree.ofJson(WireFormat.json().encode(welcome));
    Object cbor = Tree.ofCbor(WireFormat.cbor().encode(welcome));

    assertThat(cbor).isEqualTo(json);
    assertThat((List<?>) ((Map<?, ?>) cbor).get("rooms")).hasSize(70_000);
  }

  private static Arguments frame(ServerFrame frame, String expected) {
    return Arguments.of(frame, expected.replace('\'', '"'));
  }

  private static ServerFrame failure(String message) {
    return new ServerFrame.Failure(null, ErrorCode.INVALID, message);
  }

  private static ServerFrame welcome(
      boolean resumed, List<ServerFrame.RoomState> rooms, ServerFrame.RoomState inbox) {
    NodeId node = new NodeId("n1");
    return new ServerFrame.Welcome(
        S, "R", resumed, ALICE, node, 25_000, 65_536, 1_000, rooms, inbox);
  }

  private static ServerFrame.RoomState state(String room, long position, boolean recovered) {
    return new ServerFrame.RoomState(new RoomName(room), E, position, recovered);
  }

  private static Message message(long position, long prev) {
    return new Message(E, record(position, ALICE, null), prev);
  }

  private static LogRecord record(long position, UserId from, MessageKey key) {
    return new LogRecord(R, 0, position, 5, from, key, json("{'a':1}"), S, null);
  }

  private static Payload json(String data) {
    return new Payload(Payload.Type.JSON, Bytes.utf8(data.replace('\'', '"')));
  }
}

package heliograph.redis;

import static heliograph.redis.SessionNode.session;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.Input;
import heliograph.domain.id.NodeId;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import heliograph.domain.message.ServerFrame.Present;
import heliograph.testkit.contract.RecordingInbox;
import heliograph.testkit.services.RealServices;
import heliograph.testkit.services.RedisService;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What somebody else does to our keys harms at most what it was done to. */
@ExtendWith(RealServices.class)
class ForeignDataIT {
  private static final RoomName ROOM = new RoomName("room");

  private final String prefix = UUID.randomUUID() + ":";
  private final RecordingInbox inbox = new RecordingInbox();
  private RedisClient client;
  private StatefulRedisConnection<String, String> connection;
  private RedisCommands<String, String> foreign;
  private SessionNode node;
  private RedisPresenceStore presence;

  @BeforeEach
  void open(RedisService redis) {
    client = RedisClient.create(redis.uri());
    connection = client.connect();
    foreign = connection.sync();
    node = new SessionNode(RedisConfig.of(redis.uri(), new NodeId("n1")).withKeyPrefix(prefix));
    presence = RedisPresenceStore.open(node.redis);
    presence.start(inbox);
  }

  @AfterEach
  void close() {
    presence.close();
    node.close();
    connection.close();
    client.shutdown();
  }

  private static Present member(String session) {
    return new Present(new UserId("alice"), new SessionId(session), 5);
  }

  private Input.Outcome list(RoomName room) {
    int before = inbox.all().size();
    presence.list(before, room, 10);
    return inbox.await(
        Input.Outcome.class,
        o ->
            o instanceof Input.PresenceListed listed && listed.ticket() == before
                || o instanceof Input.PresenceFailed failed && failed.ticket() == before);
  }

  @Test
  void garbageInASessionsPlaceCountsAsNoneAndIsReplaced() {
    String other = new String(SessionJson.encode(session("other", 3)));
    for (String garbage :
        List.of("", "garbage", "{\"version\":3,", "{\"version\":3}", other, "[1,2]", "\u0000")) {
      foreign.set(prefix + "session:s", garbage);

      assertThat(node.loaded("s")).isNull();
    }
    foreign.set(prefix + "session:s", "garbage");
    assertThat(node.save(session("s", 1))).isInstanceOf(Input.SessionSaved.class);
    assertThat(node.loaded("s")).isEqualTo(session("s", 1));
  }

  @Test
  void anotherKindOfValueInASessionsPlaceCountsAsNoneAndIsReplaced() {
    foreign.rpush(prefix + "session:s", "a", "list");

    assertThat(node.loaded("s")).isNull();
    assertThat(node.save(session("s", 1))).isInstanceOf(Input.SessionSaved.class);
    assertThat(node.loaded("s")).isEqualTo(session("s", 1));
  }

  @Test
  void fieldsOfALaterVersionAreSkipped() {
    String json = new String(SessionJson.encode(session("s", 4)));
    foreign.set(prefix + "session:s", json.replace("\"id\"", "\"new\":{\"a\":[1,{}]},\"id\""));

    assertThat(node.loaded("s")).isEqualTo(session("s", 4));
    assertThat(node.save(session("s", 5))).isInstanceOf(Input.SessionSaved.class);
  }

  @Test
  void scriptsThatRedisForgotAreSentAgain() {
    node.save(session("s", 1));
    foreign.scriptFlush();

    assertThat(node.save(session("s", 2))).isInstanceOf(Input.SessionSaved.class);
    assertThat(node.save(session("s", 4))).isInstanceOf(Input.SessionStale.class);
  }

  @Test
  void redisDropsASessionAfterItsExpiryAndTheGrace() {
    node.save(session("s", 1));

    long leftMs = foreign.pttl(prefix + "session:s");
    long expectedMs =
        SessionNode.EXPIRES_AT_MS + node.redis.config().graceMs() - System.currentTimeMillis();
    assertThat(leftMs).isBetween(expectedMs - 1_000, expectedMs + 1_000);
  }

  @Test
  void garbageAmongTheMembersOfARoomIsNoMember() {
    presence.enter(ROOM, member("real"));
    foreign.hset(prefix + "presence:room:{room}:members", "fake", "garbage");
    foreign.zadd(prefix + "presence:room:{room}:since", 1, "fake");
    foreign.zadd(prefix + "presence:room:{room}:since", 2, "nobody");

    assertThat(((Input.PresenceListed) list(ROOM)).members()).containsExactly(member("real"));
    presence.enter(ROOM, member("fake"));
    assertThat(((Input.PresenceListed) list(ROOM)).members())
        .containsExactlyInAnyOrder(member("real"), member("fake"));
    presence.leave(ROOM, new SessionId("fake"));
    presence.leave(ROOM, new SessionId("real"));
    assertThat(((Input.PresenceListed) list(ROOM)).count()).isZero();
  }

  @Test
  void anotherKindOfValueInARoomsPlaceSpoilsThatRoomOnly() {
    foreign.set(prefix + "presence:room:{room}:members", "a string");
    RoomName other = new RoomName("other");
    presence.enter(ROOM, member("s"));
    presence.enter(other, member("s"));

    assertThat(list(ROOM)).isInstanceOf(Input.PresenceFailed.class);
    assertThat(((Input.PresenceListed) list(other)).members()).containsExactly(member("s"));
    assertThat(presence.trouble()).isNull();
  }

  @Test
  void messagesThatAreNoneAreSkipped() {
    for (String garbage :
        List.of("", "joined", "came\n1\ns\nu\nr", "joined\nx\ns\nu\nr", "left\n1\n\nu\nr")) {
      foreign.publish(prefix + "presence", garbage);
    }
    presence.enter(ROOM, member("s"));

    inbox.await(Input.PresenceChanged.class, change -> true);
    assertThat(inbox.of(Input.PresenceChanged.class))
        .containsExactly(
            new Input.PresenceChanged(ROOM, new UserId("alice"), new SessionId("s"), 5, true));
  }

  @Test
  void nothingIsLeftOfPresenceWhenAllHaveGone() {
    presence.enter(ROOM, member("s"));
    presence.enter(ROOM, member("t"));
    presence.leave(ROOM, new SessionId("s"));
    assertThat(list(ROOM)).isInstanceOf(Input.PresenceListed.class);

    presence.close();

    assertThat(foreign.keys(prefix + "*")).containsExactly(prefix + "presence:{leases}:life");
  }
}

package heliograph.app.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heliograph.domain.CloseReason;
import heliograph.domain.Hub;
import heliograph.domain.Input;
import heliograph.domain.Limits;
import heliograph.domain.Peer;
import heliograph.domain.id.Epoch;
import heliograph.domain.id.NodeId;
import heliograph.domain.id.RequestId;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import heliograph.domain.message.Message;
import heliograph.domain.message.Payload;
import heliograph.domain.message.Request;
import heliograph.domain.message.ServerFrame;
import heliograph.domain.session.Grants;
import heliograph.domain.session.Principal;
import heliograph.memory.MemoryControl;
import heliograph.memory.MemoryControlLog;
import heliograph.memory.MemoryLogConfig;
import heliograph.memory.MemoryPresence;
import heliograph.memory.MemoryPresenceStore;
import heliograph.memory.MemoryRoomLog;
import heliograph.memory.MemoryRooms;
import heliograph.memory.MemorySessionConfig;
import heliograph.memory.MemorySessionStore;
import heliograph.memory.MemorySessions;
import heliograph.ports.Connections;
import heliograph.ports.Telemetry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A room with more members than a turn of an I/O loop writes to. */
@Timeout(60)
class HubRoundsTest {
  private static final int MEMBERS = 300;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final RoomName ROOM = new RoomName("r");
  private static final Payload DATA = new Payload(Payload.Type.JSON, new byte[] {'1'});

  private final InstantSource clock = InstantSource.system();
  private final HubLoop loop =
      new HubLoop(
          new Hub(new NodeId("n"), Limits.DEFAULT), clock::millis, Telemetry.NONE, () -> {});
  private final List<Peer> members = new ArrayList<>();
  private final Writes writes = new Writes();

  @BeforeEach
  void joinAll() throws InterruptedException {
    MemoryRooms rooms = new MemoryRooms(MemoryLogConfig.DEFAULT, new Epoch("e"), clock);
    MemoryRoomLog log = new MemoryRoomLog(rooms);
    MemorySessionStore sessions =
        new MemorySessionStore(new MemorySessions(MemorySessionConfig.DEFAULT, clock));
    MemoryPresenceStore presence = new MemoryPresenceStore(new MemoryPresence(clock));
    MemoryControlLog control = new MemoryControlLog(new MemoryControl());
    loop.start(new EffectRunner(writes, log, sessions, presence, control, Telemetry.NONE));
    log.start(loop);
    sessions.start(loop);
    presence.start(loop);
    control.start(loop);
    for (int i = 0; i < MEMBERS; i++) {
      Peer peer = new Peer() {};
      members.add(peer);
      Principal who = new Principal(new UserId("u" + i), Grants.ALL, Principal.NEVER);
      loop.submit(new Input.Opened(peer, who, null, new SessionId("s" + i), "secret-" + i));
      loop.submit(new Input.Heard(peer));
      Request join = new Request.Join(new RequestId.Number(1), ROOM, null, false, 0);
      loop.submit(new Input.Asked(peer, join));
    }
    await().atMost(PATIENCE).until(() -> writes.joined.get() == MEMBERS);
  }

  @AfterEach
  void stop() {
    loop.stop();
  }

  @Test
  void threadThatWritesComesBackUntilAllAreWrittenTo() {
    await().atMost(PATIENCE).until(this::publishesByItself);
  }

  /** Does what a loop does; false where the hub's thread was awake, and so did some of it. */
  private boolean publishesByItself() {
    writes.ioLoop = Thread.currentThread();
    int deliveredBefore = writes.delivered.get();
    int hereBefore = writes.here;
    assertThat(loop.trySubmit(new Input.Asked(members.getFirst(), publish()))).isTrue();
    boolean more = loop.flush(true);
    assertThat(writes.here - hereBefore).isLessThan(MEMBERS / 2);
    int calls = 1;
    while (more) {
      writes.tell();
      calls++;
      more = loop.flush(calls % 2 == 0);
    }
    writes.tell();
    loop.flush(true);
    await().atMost(PATIENCE).until(() -> writes.delivered.get() == deliveredBefore + MEMBERS);
    return writes.here == hereBefore + MEMBERS && calls > 2;
  }

  private static Request publish() {
    return new Request.Publish(new RequestId.Number(2), ROOM, DATA, null, false, true, null);
  }

  /** Done at once; what one thread has written is told when it says so. */
  private final class Writes implements Connections {
    private final AtomicInteger joined = new AtomicInteger();
    private final AtomicInteger delivered = new AtomicInteger();

    /** The rest is touched by this thread only. */
    private volatile Thread ioLoop;

    /** Messages written. */
    private int here;

    private final List<Peer> untold = new ArrayList<>();

    @Override
    public void write(Peer peer, List<ServerFrame> frames) {
      boolean isHere = Thread.currentThread() == ioLoop;
      for (ServerFrame frame : frames) {
        if (frame instanceof ServerFrame.Joined) {
          joined.incrementAndGet();
        } else if (frame instanceof Message) {
          delivered.incrementAndGet();
          here += isHere ? 1 : 0;
        }
      }
      if (isHere) {
        untold.add(peer);
      } else {
        loop.submitLater(new Input.Written(peer));
      }
    }

    private void tell() {
      untold.forEach(peer -> loop.submitLater(new Input.Written(peer)));
      untold.clear();
    }

    @Override
    public void flush() {}

    @Override
    public void close(Peer peer, CloseReason reason) {
      throw new IllegalStateException(reason.toString());
    }

    @Override
    public void pause(Peer peer) {}

    @Override
    public void resume(Peer peer) {}
  }
}

package heliograph.app.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heliograph.domain.CloseReason;
import heliograph.domain.Control;
import heliograph.domain.Hub;
import heliograph.domain.Input;
import heliograph.domain.Limits;
import heliograph.domain.Peer;
import heliograph.domain.id.Epoch;
import heliograph.domain.id.MessageKey;
import heliograph.domain.id.NodeId;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import heliograph.domain.message.Ephemeral;
import heliograph.domain.message.LogRecord;
import heliograph.domain.message.Payload;
import heliograph.domain.message.ServerFrame;
import heliograph.ports.Connections;
import heliograph.ports.Telemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What waits for the hub is bounded: who fills its mailbox faster than it is emptied waits. */
@Timeout(60)
class HubLoopTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Payload DATA = new Payload(Payload.Type.JSON, new byte[] {'1'});
  private static final RoomName ROOM = new RoomName("r");
  private static final Input.Controlled CONTROL =
      new Input.Controlled(new Control.Disconnect(new UserId("nobody")));
  private static final Peer STRANGER = new Peer() {};

  private final HubLoop loop =
      new HubLoop(new Hub(new NodeId("n"), Limits.DEFAULT), () -> 1_000L, Telemetry.NONE, () -> {});
  private final AtomicInteger submitted = new AtomicInteger();
  private final AtomicInteger inTurn = new AtomicInteger();
  private final AtomicInteger overlaps = new AtomicInteger();
  private final Set<Thread> turners = ConcurrentHashMap.newKeySet();
  private volatile boolean looksSoon;
  private boolean started;

  @AfterEach
  void stop() {
    if (!started) {
      start();
    }
    loop.stop();
  }

  private void start() {
    started = true;
    loop.start(new EffectRunner(new NoConnections(), null, null, null, null, Telemetry.NONE));
  }

  private Thread readerOf(int batches) {
    return readerOf(batches, i -> new Input.Records(List.of(record(i))));
  }

  private Thread readerOf(int count, IntFunction<Input.Outcome> outcomes) {
    return Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              for (int i = 0; i < count; i++) {
                loop.submit(outcomes.apply(i));
                submitted.incrementAndGet();
              }
            });
  }

  private static LogRecord record(long position) {
    return new LogRecord(
        ROOM,
        0,
        position,
        1_000,
        new UserId("a"),
        new MessageKey("k" + position),
        DATA,
        null,
        null);
  }

  @Test
  void readerOfTheLogWaitsWhileTheHubIsBehind() throws Exception {
    Thread reader = readerOf(10 * HubLoop.LOG_BATCHES_MAX);
    await().atMost(PATIENCE).until(() -> reader.getState() == Thread.State.WAITING);
    assertThat(submitted).hasValue(HubLoop.LOG_BATCHES_MAX);

    loop.submit(new Input.Followed(ROOM, new Epoch("e"), 0, -1, -1, -1));
    start();
    reader.join(PATIENCE);

    assertThat(submitted).hasValue(10 * HubLoop.LOG_BATCHES_MAX);
  }

  @Test
  void readerOfControlsWaitsWhileTheHubIsBehindAndOutcomesDoNot() throws Exception {
    Thread reader = readerOf(3 * HubLoop.CONTROLS_MAX, i -> CONTROL);
    await().atMost(PATIENCE).until(() -> reader.getState() == Thread.State.WAITING);
    assertThat(submitted).hasValue(HubLoop.CONTROLS_MAX);

    loop.submit(new Input.Followed(ROOM, new Epoch("e"), 0, -1, -1, -1));
    assertThat(loop.waiting()).isEqualTo(HubLoop.CONTROLS_MAX + 1);
    start();
    reader.join(PATIENCE);

    assertThat(submitted).hasValue(3 * HubLoop.CONTROLS_MAX);
  }

  @Test
  void readerThatWaitsIsLetGoWhenTheHubEnds() throws Exception {
    start();
    loop.stop();

    Thread reader = readerOf(2 * HubLoop.LOG_BATCHES_MAX);
    reader.join(PATIENCE);
    Thread ofControls = readerOf(2 * HubLoop.CONTROLS_MAX, i -> CONTROL);
    ofControls.join(PATIENCE);

    assertThat(submitted).hasValue(2 * HubLoop.LOG_BATCHES_MAX + 2 * HubLoop.CONTROLS_MAX);
  }

  @Test
  void ephemeralMessagesAndPresenceChangesBeyondTheBoundAreDropped() {
    Input.EphemeralReceived typing =
        new Input.EphemeralReceived(new Ephemeral(ROOM, new UserId("a"), 1_000, DATA, null));
    for (int i = 0; i < 3 * HubLoop.EPHEMERALS_MAX; i++) {
      loop.submit(typing);
      loop.submit(
          new Input.PresenceChanged(ROOM, new UserId("a"), new SessionId("s"), 1_000, true));
    }
    assertThat(loop.waiting()).isEqualTo(HubLoop.EPHEMERALS_MAX);

    start();
    await().atMost(PATIENCE).until(() -> loop.waiting() == 0);
    loop.submit(typing);
    await().atMost(PATIENCE).until(() -> loop.waiting() == 0);
  }

  @Test
  void whoComesWithLittleToDoTurnsTheSleepingHubItself() {
    start();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              assertThat(loop.trySubmit(new Input.Heard(STRANGER))).isTrue();
              loop.flush(true);
              return turners.contains(Thread.currentThread());
            });
  }

  @Test
  void whoHasWrittenToManyTellsTheSleepingHubItself() {
    start();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              for (int i = 0; i < 1_000; i++) {
                loop.submitLater(new Input.Written(STRANGER));
              }
              loop.flush(true);
              return turners.contains(Thread.currentThread());
            });
  }

  @Test
  void readerOfTheLogTurnsTheSleepingHubItself() {
    start();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              loop.submitLater(new Input.Records(List.of(record(0))));
              loop.flush();
              return turners.contains(Thread.currentThread());
            });
  }

  @Test
  void whatWaitsIsLeftToAThreadThatLooksSoon() {
    looksSoon = true;
    start();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              turners.clear();
              loop.submit(new Input.Written(STRANGER));
              loop.flush();
              boolean left = loop.isWaiting() && loop.waiting() == 1 && turners.isEmpty();
              loop.flush(true);
              return left && turners.equals(Set.of(Thread.currentThread()));
            });
  }

  @Test
  void oneThreadAtATimeTurnsTheHubAndNothingIsLeft() throws Exception {
    start();
    int each = 20_000;
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      boolean flushes = i < 3;
      threads.add(Thread.ofPlatform().start(() -> submitMany(each, flushes)));
    }
    for (Thread thread : threads) {
      thread.join(PATIENCE);
    }

    await().atMost(PATIENCE).until(() -> loop.waiting() == 0);
    assertThat(submitted).hasValue(4 * each);
    assertThat(overlaps).hasValue(0);
  }

  private void submitMany(int count, boolean flushes) {
    for (int i = 0; i < count; i++) {
      try {
        if (!flushes || !loop.trySubmit(new Input.Heard(STRANGER))) {
          loop.submit(new Input.Heard(STRANGER));
        }
      } catch (InterruptedException e) {
        return;
      }
      submitted.incrementAndGet();
      if (flushes && i % 3 == 0) {
        loop.flush(true);
      }
    }
    loop.flush(true);
  }

  /** Nobody is connected. */
  private final class NoConnections implements Connections {
    @Override
    public void write(Peer peer, List<ServerFrame> frames) {
      throw new IllegalStateException();
    }

    @Override
    public void flush() {
      // Nothing was written; but who is here turns the hub.
      if (inTurn.incrementAndGet() > 1) {
        overlaps.incrementAndGet();
      }
      turners.add(Thread.currentThread());
      inTurn.decrementAndGet();
    }

    @Override
    public void close(Peer peer, CloseReason reason) {
      throw new IllegalStateException();
    }

    @Override
    public boolean lookSoon() {
      return looksSoon;
    }

    @Override
    public void pause(Peer peer) {
      throw new IllegalStateException();
    }

    @Override
    public void resume(Peer peer) {
      throw new IllegalStateException();
    }
  }
}

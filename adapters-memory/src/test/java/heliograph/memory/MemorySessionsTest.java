package heliograph.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.domain.Input;
import heliograph.domain.id.NodeId;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import heliograph.domain.session.SessionRecord;
import heliograph.testkit.contract.RecordingInbox;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Expiry and the bound, which the port leaves to the adapter. */
class MemorySessionsTest {
  private final FakeClock clock = new FakeClock();
  private final RecordingInbox inbox = new RecordingInbox();
  private MemorySessions sessions;
  private MemorySessionStore store;
  private long ticket;

  private void open(int sessionsMax, long graceMs) {
    sessions = new MemorySessions(new MemorySessionConfig(sessionsMax, graceMs), clock);
    store = new MemorySessionStore(sessions);
    store.start(inbox);
  }

  private Input.Outcome save(String id, long version, long inMs) {
    store.save(
        ++ticket,
        new SessionRecord(
            new SessionId(id),
            new UserId("u"),
            "hash",
            null,
            List.of(),
            new NodeId("n"),
            version,
            inMs == Long.MAX_VALUE ? inMs : clock.millis() + inMs),
        version - 1);
    return inbox.all().getLast();
  }

  private boolean kept(String id) {
    store.load(++ticket, new SessionId(id));
    return ((Input.SessionLoaded) inbox.all().getLast()).session() != null;
  }

  @Test
  void sessionGoesWhenItsExpiryAndTheGraceArePast() {
    open(10, 500);
    save("a", 1, 1_000);

    clock.advance(1_500);
    assertThat(kept("a")).isTrue();
    clock.advance(1);
    assertThat(kept("a")).isFalse();
    assertThat(sessions.size()).isZero();
  }

  @Test
  void sessionSavedAgainStaysForItsNewExpiry() {
    open(10, 0);
    save("a", 1, 1_000);
    save("a", 2, 5_000);
    save("b", 1, Long.MAX_VALUE);

    clock.advance(1_001);
    assertThat(kept("a")).isTrue();
    clock.advance(4_000);
    assertThat(kept("a")).isFalse();
    assertThat(kept("b")).isTrue();
  }

  @Test
  void noCallCollectsMoreThanItsShareAndLaterOnesGoOn() {
    open(1_000, 0);
    for (int i = 0; i < 100; i++) {
      save("s" + i, 1, 1_000);
    }
    clock.advance(1_001);

    save("one more", 1, 1_000);
    assertThat(sessions.size()).isEqualTo(100 - 32 + 1);
    for (int i = 0; i < 3; i++) {
      kept("s0");
    }
    assertThat(sessions.size()).isEqualTo(1);
  }

  @Test
  void atTheBoundTheOneThatExpiredLongestAgoMakesRoom() {
    open(3, 60_000);
    save("a", 1, 200);
    save("b", 1, 100);
    save("c", 1, 5_000);
    clock.advance(300);

    assertThat(save("d", 1, 1_000)).isInstanceOf(Input.SessionSaved.class);

    assertThat(kept("b")).isFalse();
    assertThat(List.of(kept("a"), kept("c"), kept("d"))).containsExactly(true, true, true);
  }

  @Test
  void atTheBoundNewSessionsAreRefusedAndThoseKnownAreStillSaved() {
    open(2, 0);
    save("a", 1, 1_000);
    save("b", 1, 1_000);

    assertThat(save("c", 1, 1_000)).isEqualTo(new Input.StoreFailed(ticket));
    assertThat(save("a", 2, 1_000)).isEqualTo(new Input.SessionSaved(ticket));
    assertThat(kept("c")).isFalse();
    assertThat(sessions.size()).isEqualTo(2);
  }

  @Test
  void boundsThatMakeNoSenseAreNamed() {
    assertThatThrownBy(() -> new MemorySessionConfig(0, 0)).hasMessageContaining("sessionsMax");
    assertThatThrownBy(() -> new MemorySessionConfig(1, -1)).hasMessageContaining("graceMs");
  }
}

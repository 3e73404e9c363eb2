package heliograph.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CoalescingTest {
  private static final long MS = 1_000_000;

  /** Begins far from 0, and so that the sum overflows, as the system's clock may. */
  private long now = Long.MAX_VALUE - 5 * MS;

  private final Coalescing coalescing = new Coalescing(MS, now);

  /** Looks at once or after the rest, finds something and has to do for some time. */
  private long look(int found, long busyNanos) {
    long rest = coalescing.restNanos(now);
    now += rest;
    coalescing.looks(now);
    coalescing.found(found);
    now += busyNanos;
    return rest;
  }

  /** Returns how often it rested. */
  private int looks(int times, int found, long busyNanos) {
    int rests = 0;
    for (int i = 0; i < times; i++) {
      rests += look(found, busyNanos) > 0 ? 1 : 0;
    }
    return rests;
  }

  @Test
  void whoFindsOneThingAMillisecondNeverRests() {
    assertThat(looks(1_000, 1, MS)).isZero();
    assertThat(looks(1_000, 1, MS * 3 / 5)).isZero();
  }

  @Test
  void whoFindsTwoAMillisecondRestsForWhatIsLeftOfIt() {
    looks(20, 1, MS / 2);

    assertThat(look(1, MS / 4)).isEqualTo(MS / 2);
    assertThat(look(1, MS / 4)).isEqualTo(MS * 3 / 4);
  }

  @Test
  void itGoesOnToRestWhenItThenFindsSeveralAtOnce() {
    looks(41, 1, MS / 4);

    assertThat(looks(1_000, 4, MS / 4)).isEqualTo(1_000);
  }

  @Test
  void itEndsWhenThereIsLittleToDo() {
    looks(41, 1, MS / 4);

    assertThat(looks(15, 1, MS / 4)).isPositive();
    assertThat(looks(1_000, 1, MS / 4 * 3)).isZero();
  }

  @Test
  void whoIsBusyAllTheTimeDoesNotRest() {
    assertThat(looks(1_000, 100, MS)).isZero();
    assertThat(looks(1_000, 100, MS - 49_000)).isZero();
  }

  @Test
  void aLongSleepBeforeDoesNotCountAsBusy() {
    looks(20, 1, MS);
    now += 3_600_000 * MS;

    assertThat(looks(3, 1, MS)).isZero();
  }

  @Test
  void withNoRestToTakeItNeverRests() {
    Coalescing never = new Coalescing(0, now);
    for (int i = 0; i < 1_000; i++) {
      never.found(100);
      now += 1_000;
      assertThat(never.restNanos(now)).isZero();
    }
  }
}

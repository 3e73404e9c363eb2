package heliograph.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CoalescingTest {
  private static final long MS = 1_000_000;
  private static final long MOST = 4 * MS;

  /** Looks that are enough to settle. */
  private static final int MANY = 1_000;

  /** Begins far from 0, and so that the sum overflows, as the system's clock may. */
  private long now = Long.MAX_VALUE - 5 * MS;

  private long cpu;

  private final Coalescing coalescing = new Coalescing(MOST, now, () -> cpu);

  /** Looks, is busy and then waits, unless a rest has taken as long; returns the rest. */
  private long look(long busyNanos, long waitNanos) {
    now += busyNanos;
    cpu += busyNanos;
    long rest = coalescing.restNanos(now);
    now += Math.max(rest, waitNanos);
    coalescing.looks(now);
    return rest;
  }

  /** Returns the last rest of many. */
  private long settle(long busyNanos, long waitNanos) {
    long rest = 0;
    for (int i = 0; i < MANY; i++) {
      rest = look(busyNanos, waitNanos);
    }
    return rest;
  }

  @Test
  void whoTakesLessThanAnEighthOfACoreNeverRests() {
    for (int i = 0; i < MANY; i++) {
      assertThat(look(MS / 40, MS / 4)).isZero();
    }
  }

  @Test
  void looksAreDrawnApartUntilTheLoopTakesAnEighthOfACore() {
    // A look costs 0.2 ms, however much it finds, and something is found at once.
    long rest = settle(MS / 5, 0);

    assertThat(rest).isEqualTo(2 * MS - MS / 5);
  }

  @Test
  void theyAreDrawnApartStepByStepAndNoFartherThanAllowed() {
    long apart = 0;
    for (int i = 0; i < MANY; i++) {
      long next = look(3 * MS / 2, 0) + 3 * MS / 2;
      assertThat(next).isBetween(apart, Math.max(2 * MS, 2 * apart));
      apart = next;
    }
    assertThat(apart).isEqualTo(MOST);
  }

  @Test
  void theyAreDrawnTogetherAgainWhenThereIsLittleToDo() {
    assertThat(settle(3 * MS / 2, 0)).isPositive();

    assertThat(settle(MS / 50, MS)).isZero();
  }

  @Test
  void halfOfThatIsNoReasonToDrawThemTogether() {
    settle(MS / 5, 0);

    // A fifth less to do than what drew them apart.
    assertThat(settle(MS * 4 / 25, 0)).isEqualTo(2 * MS - MS * 4 / 25);
  }

  @Test
  void whoIsBusyForLongerThanLooksAreApartRestsHalfAsLong() {
    settle(MOST, 0);

    assertThat(look(MOST, 0)).isEqualTo(MOST / 2);
    assertThat(look(MOST * 3 / 2, 0)).isEqualTo(MOST * 3 / 4);
    assertThat(look(MOST - MS, 0)).isEqualTo((MOST - MS) / 2);
  }

  @Test
  void butNoLongerThanAllowed() {
    settle(MOST, 0);

    assertThat(look(2 * MOST, 0)).isEqualTo(MOST);
    assertThat(look(100 * MOST, 0)).isEqualTo(MOST);
  }

  @Test
  void aLongSleepIsNotBeingBusy() {
    assertThat(settle(3 * MS / 2, 0)).isPositive();

    for (int i = 0; i < 4; i++) {
      look(MS, 3_600_000 * MS);
    }
    assertThat(look(MS, 0)).isZero();
  }

  @Test
  void waitingForACoreIsNotBeingBusy() {
    for (int i = 0; i < MANY; i++) {
      cpu += MS / 20;
      now += MS;
      assertThat(coalescing.restNanos(now)).isZero();
      coalescing.looks(now);
    }
  }

  @Test
  void whereNothingIsAllowedItNeverRests() {
    Coalescing never = new Coalescing(0, now, () -> cpu);
    for (int i = 0; i < MANY; i++) {
      now += MS;
      cpu += MS;
      assertThat(never.restNanos(now)).isZero();
      never.looks(now);
    }
  }
}

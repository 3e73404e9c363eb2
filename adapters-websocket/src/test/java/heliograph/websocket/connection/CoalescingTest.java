package heliograph.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CoalescingTest {
  private static final long MS = 1_000_000;
  private static final long USUAL = 4 * MS;
  private static final long MOST = (long) (Coalescing.FARTHER * USUAL);

  /** Looks that are enough to settle. */
  private static final int MANY = 1_000;

  /** Begins far from 0, and so that the sum overflows, as the system's clock may. */
  private long now = Long.MAX_VALUE - 5 * MS;

  private long cpu;
  private long writes;
  private long frames;

  /** Writes that follow a look, and the messages each takes. */
  private long writesOfLook = 100;

  private long framesOfWrite = 1;

  private final Coalescing coalescing = new Coalescing(USUAL, now, new Done());

  private final class Done implements Coalescing.Work {
    @Override
    public long cpuNanos() {
      return cpu;
    }

    @Override
    public long writes() {
      return writes;
    }

    @Override
    public long frames() {
      return frames;
    }
  }

  /** Looks, is busy and then waits, unless a rest has taken as long; returns the rest. */
  private long look(long busyNanos, long waitNanos) {
    now += busyNanos;
    cpu += busyNanos;
    writes += writesOfLook;
    frames += writesOfLook * framesOfWrite;
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
  void theyAreDrawnApartStepByStepAndNoFartherThanUsual() {
    long apart = 0;
    for (int i = 0; i < MANY; i++) {
      // As much to do as there was time for: a fifth of a core, whatever the distance.
      long busy = Math.max(MS / 10, apart / 5);
      long next = look(busy, 0) + busy;
      assertThat(next).isBetween(apart, Math.max(MS, 2 * apart));
      apart = next;
    }
    assertThat(apart).isEqualTo(USUAL);
  }

  @Test
  void whoTakesMoreThanAThirdOfACoreDrawsThemApartFarther() {
    // A look costs 4 ms, however much it finds: more than a third of a core at any distance.
    assertThat(settle(4 * MS, 0)).isEqualTo(MOST - 4 * MS);
  }

  @Test
  void andNoFartherThanIsEnoughToTakeAThird() {
    assertThat(settle(2 * MS, 0)).isEqualTo(8 * MS - 2 * MS);
  }

  @Test
  void butNotWhereWritesTakeSeveralMessagesAnyway() {
    framesOfWrite = 2;

    assertThat(settle(3 * MS, 0)).isEqualTo(3 * MS / 2);
  }

  @Test
  void norWhereItDoesNotWriteToMany() {
    writesOfLook = 0;

    assertThat(settle(3 * MS, 0)).isEqualTo(3 * MS / 2);
  }

  @Test
  void theyAreAsUsualAgainWhenWritesWouldStillTakeSeveral() {
    settle(4 * MS, 0);

    framesOfWrite = 4;
    assertThat(settle(4 * MS, 0)).isEqualTo(MOST - 4 * MS);

    framesOfWrite = 5;
    assertThat(settle(3 * MS, 0)).isEqualTo(3 * MS / 2);
  }

  @Test
  void theyAreAsUsualAgainWhenItTakesLessThanASixth() {
    settle(4 * MS, 0);
    long littleMore = MOST / 6 + MS / 10;
    assertThat(settle(littleMore, MOST - littleMore)).isEqualTo(MOST - littleMore);

    long littleLess = MOST / 6 - MS / 10;
    assertThat(settle(littleLess, MOST - littleLess)).isEqualTo(USUAL - littleLess);
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
    // A look costs 1 ms, so they are 4 ms apart.
    settle(MS, 0);

    assertThat(look(3 * MS, 0)).isEqualTo(3 * MS / 2);
    assertThat(look(7 * MS / 2, 0)).isEqualTo(7 * MS / 4);
  }

  @Test
  void butNoLongerThanHalfTheDistance() {
    settle(MS, 0);

    assertThat(look(USUAL + MS, 0)).isEqualTo(USUAL / 2);
    assertThat(look(100 * USUAL, 0)).isEqualTo(USUAL / 2);
  }

  @Test
  void norThanHalfTheUsualOneWhereTheyAreFarther() {
    settle(MOST, 0);

    assertThat(look(MOST - MS, 0)).isEqualTo(USUAL / 2);
    assertThat(look(2 * MOST, 0)).isEqualTo(USUAL / 2);
  }

  @Test
  void norThanHalfTheOneTheyHaveWhereThatIsLess() {
    // A look costs 0.2 ms, so they are 2 ms apart.
    settle(MS / 5, 0);

    assertThat(look(5 * MS, 0)).isEqualTo(MS);
  }

  @Test
  void aLongSleepIsNotBeingBusy() {
    assertThat(settle(3 * MS / 2, 0)).isPositive();

    for (int i = 0; i < 5; i++) {
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
    Coalescing never = new Coalescing(0, now, new Done());
    for (int i = 0; i < MANY; i++) {
      now += MS;
      cpu += MS;
      assertThat(never.restNanos(now)).isZero();
      never.looks(now);
    }
  }
}

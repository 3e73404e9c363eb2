package heliograph.domain.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final long START_MS = 1_000;

  @Test
  void aBurstIsLetThroughAndTheNextIsNot() {
    TokenBucket bucket = new TokenBucket(10, 5, START_MS);

    for (int i = 0; i < 5; i++) {
      assertThat(bucket.take(1, START_MS)).isZero();
    }

    assertThat(bucket.take(1, START_MS)).isEqualTo(100);
  }

  @Test
  void whatWasAdvisedToWaitIsEnough() {
    TokenBucket bucket = new TokenBucket(3, 3, START_MS);
    bucket.take(3, START_MS);
    long waitMs = bucket.take(2, START_MS);

    assertThat(bucket.take(2, START_MS + waitMs - 1)).isEqualTo(1);
    assertThat(bucket.take(2, START_MS + waitMs)).isZero();
  }

  @Test
  void aRefusedTakeCostsNothing() {
    TokenBucket bucket = new TokenBucket(10, 10, START_MS);
    bucket.take(10, START_MS);

    long first = bucket.take(1, START_MS);
    long second = bucket.take(1, START_MS);

    assertThat(second).isEqualTo(first).isEqualTo(100);
  }

  @Test
  void anIdleBucketHoldsItsBurstAndNoMore() {
    TokenBucket bucket = new TokenBucket(10, 5, START_MS);

    long later = START_MS + 3_600_000;

    assertThat(bucket.take(5, later)).isZero();
    assertThat(bucket.take(1, later)).isPositive();
  }

  @Test
  void overALongTimeTheRateIsKept() {
    TokenBucket bucket = new TokenBucket(50, 50, START_MS);

    int taken = 0;
    for (long nowMs = START_MS; nowMs < START_MS + 60_000; nowMs++) {
      taken += bucket.take(1, nowMs) == 0 ? 1 : 0;
    }

    assertThat(taken).isBetween(50 * 60, 50 * 61);
  }

  @Test
  void whatCostsMoreThanTheBucketHoldsPassesWhenItIsFullAndIsPaidOff() {
    TokenBucket bucket = new TokenBucket(100, 100, START_MS);

    assertThat(bucket.take(300, START_MS)).isZero();

    assertThat(bucket.take(1, START_MS + 1_000)).isPositive();
    assertThat(bucket.take(1, START_MS + 2_010)).isZero();
  }

  @Test
  void theLargestRatesDoNotOverflow() {
    long max = Integer.MAX_VALUE;
    TokenBucket bucket = new TokenBucket(1, max, START_MS);

    assertThat(bucket.take(max, START_MS)).isZero();
    assertThat(bucket.take(1, START_MS)).isEqualTo(1_000);
    assertThat(new TokenBucket(max, max, START_MS).take(max, START_MS)).isZero();
  }

  @Test
  void aRateOfNothingIsRefused() {
    assertThatThrownBy(() -> new TokenBucket(0, 1, START_MS))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

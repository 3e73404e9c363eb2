package heliograph.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LingerTest {
  private static final long MS = 1_000_000;
  private static final long MOST = 4 * MS;
  private static final int MANY = 1_000;

  /** Begins so that the sum overflows, as the system's clock may. */
  private long now = Long.MAX_VALUE - 5 * MS;

  private final Linger linger = new Linger(MOST, MANY, now);

  /** Reads in steps of 10 ms; returns the wait at the end. */
  private long read(Linger into, int steps, int perStep) {
    for (int i = 0; i < steps; i++) {
      now += 10 * MS;
      into.read(perStep, now);
    }
    return into.nanos();
  }

  @Test
  void thereIsNoneWhileFewMessagesCome() {
    assertThat(read(linger, 1_000, 10)).isZero();
  }

  @Test
  void whileManyComeItIsAllThatIsAllowed() {
    assertThat(read(linger, 49, 11)).isZero();
    assertThat(read(linger, 1, 11)).isEqualTo(MOST);
    assertThat(read(linger, 1_000, 1_000)).isEqualTo(MOST);
  }

  @Test
  void aFifthLessIsNoReasonToEnd() {
    read(linger, 50, 11);

    assertThat(read(linger, 1_000, 8)).isEqualTo(MOST);
    assertThat(read(linger, 50, 7)).isZero();
  }

  @Test
  void aMomentsBacklogIsNotARate() {
    read(linger, 1_000, 5);
    now += 10 * MS;
    linger.read(200, now);

    assertThat(read(linger, 1_000, 5)).isZero();
  }

  @Test
  void silenceEndsIt() {
    read(linger, 50, 11);
    now += 3_600_000 * MS;
    linger.read(1, now);

    assertThat(linger.nanos()).isZero();
  }

  @Test
  void whereNoneIsAllowedThereIsNone() {
    assertThat(read(new Linger(0, MANY, now), 1_000, 1_000)).isZero();
  }

  @Test
  void beyondNoneIsAlways() {
    Linger always = new Linger(MOST, 0, now);

    assertThat(always.nanos()).isEqualTo(MOST);
    assertThat(read(always, 1_000, 0)).isEqualTo(MOST);
  }
}

package heliograph.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LaneTest {
  private final Lane lane = new Lane(100);

  private Lane.Pending entered(long ticket, long sinceNanos) {
    Lane.Pending pending = new Lane.Pending(ticket, 1, sinceNanos);
    assertThat(lane.enter(pending)).isTrue();
    return pending;
  }

  @Test
  void appendIsAnsweredWhenTheReaderHasPassedIt() {
    Lane.Pending first = entered(1, 0);
    Lane.Pending second = entered(2, 0);

    assertThat(lane.taken(first, 10)).isFalse();
    assertThat(lane.taken(second, 12)).isFalse();

    assertThat(lane.passed(9)).isEmpty();
    assertThat(lane.passed(11)).containsExactly(first);
    assertThat(lane.passed(12)).containsExactly(second);
  }

  @Test
  void appendThatTheReaderPassedBeforeItsAnswerCameIsAnsweredAtOnce() {
    Lane.Pending pending = entered(1, 0);

    assertThat(lane.passed(10)).isEmpty();

    assertThat(lane.taken(pending, 10)).isTrue();
    assertThat(lane.close()).isEmpty();
  }

  @Test
  void failedAppendIsAnsweredOnce() {
    Lane.Pending pending = entered(1, 0);

    assertThat(lane.failed(pending)).isTrue();
    assertThat(lane.failed(pending)).isFalse();
    assertThat(lane.taken(pending, 3)).isFalse();
    assertThat(lane.passed(5)).isEmpty();
  }

  @Test
  void nothingIsLetInBehindAnAppendThatWaitsForTooLong() {
    Lane.Pending stuck = entered(1, 0);
    entered(2, 100);

    assertThat(lane.enter(new Lane.Pending(3, 1, 101))).isFalse();

    assertThat(lane.failed(stuck)).isTrue();
    entered(4, 150);
  }

  @Test
  void closedLaneGivesBackWhatIsOpenAndLetsNothingIn() {
    Lane.Pending open = entered(1, 0);
    Lane.Pending taken = entered(2, 0);
    lane.taken(taken, 5);

    assertThat(lane.close()).containsExactly(open, taken);

    assertThat(lane.passed(9)).isEmpty();
    assertThat(lane.taken(open, 6)).isFalse();
    assertThat(lane.enter(new Lane.Pending(3, 1, 0))).isFalse();
  }
}

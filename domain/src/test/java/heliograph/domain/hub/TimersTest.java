package heliograph.domain.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimersTest {
  private final Timers timers = new Timers();
  private final List<String> ran = new ArrayList<>();

  @Test
  void actionsRunInTheOrderOfTheirTimeThenOfTheirComing() {
    timers.at(20, () -> ran.add("b"));
    timers.at(10, () -> ran.add("a"));
    timers.at(20, () -> ran.add("c"));
    timers.at(21, () -> ran.add("d"));

    timers.run(20);

    assertThat(ran).containsExactly("a", "b", "c");
    assertThat(timers.nextDueMs()).isEqualTo(21);
  }

  @Test
  void actionMayPutItselfInAgain() {
    timers.at(10, () -> timers.at(10, () -> timers.at(11, () -> ran.add("later"))));

    timers.run(10);
    assertThat(ran).isEmpty();
    timers.run(11);

    assertThat(ran).containsExactly("later");
    assertThat(timers.nextDueMs()).isEqualTo(Long.MAX_VALUE);
  }
}

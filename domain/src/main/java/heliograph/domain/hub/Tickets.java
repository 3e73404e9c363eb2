package heliograph.domain.hub;

import heliograph.domain.Input;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Who waits for what came of which effect. For the hub's thread. */
final class Tickets {
  private final Map<Long, Consumer<? super Input.Outcome>> waiting = new HashMap<>();
  private long last;

  /** Returns a new ticket; its outcome goes to {@code then}, once. */
  long issue(Consumer<? super Input.Outcome> then) {
    waiting.put(++last, then);
    return last;
  }

  /** Hands an outcome to whoever waits; one that nobody waits for (any more) is dropped. */
  void redeem(long ticket, Input.Outcome outcome) {
    Consumer<? super Input.Outcome> then = waiting.remove(ticket);
    if (then != null) {
      then.accept(outcome);
    }
  }

  /** Stops waiting. */
  void cancel(long ticket) {
    waiting.remove(ticket);
  }

  int size() {
    return waiting.size();
  }
}

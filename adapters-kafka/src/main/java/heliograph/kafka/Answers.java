package heliograph.kafka;

import heliograph.domain.Input;
import heliograph.domain.Input.LogFailure;
import heliograph.domain.id.Epoch;
import heliograph.domain.message.Stretch;
import heliograph.ports.Inbox;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Answers the reads that one scan has taken on, each once. For one thread. */
final class Answers {
  private final Life life;
  private final Supplier<Life> current;
  private final Inbox inbox;
  private final Set<ReadRequest> open = new LinkedHashSet<>();

  /**
   * Makes it for one life of the log.
   *
   * @param current the life at the time of an answer: what was read in another means nothing
   */
  Answers(Life life, Supplier<Life> current, Inbox inbox) {
    this.life = life;
    this.current = current;
    this.inbox = inbox;
  }

  Epoch epoch() {
    return life.epoch();
  }

  void takeOn(List<ReadRequest> requests) {
    open.addAll(requests);
  }

  void found(ReadRequest request, Stretch stretch) {
    if (life != current.get()) {
      fail(request, LogFailure.UNAVAILABLE);
    } else if (open.remove(request)) {
      inbox.submit(new Input.StretchRead(request.ticket(), stretch));
    }
  }

  void fail(ReadRequest request, LogFailure failure) {
    if (open.remove(request)) {
      inbox.submit(new Input.ReadFailed(request.ticket(), failure));
    }
  }

  void failAll(LogFailure failure) {
    List.copyOf(open).forEach(request -> fail(request, failure));
  }

  /** Leaves what was not answered to a later scan. */
  List<ReadRequest> handBack() {
    List<ReadRequest> left = List.copyOf(open);
    open.clear();
    return left;
  }
}

package heliograph.testkit.contract;

import static heliograph.testkit.contract.Fixtures.freshSession;
import static heliograph.testkit.contract.Fixtures.unique;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.Control;
import heliograph.domain.Input;
import heliograph.domain.id.NodeId;
import heliograph.domain.id.UserId;
import heliograph.ports.ControlLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The suite every {@link ControlLog} passes. An adapter's test extends it and says how a node's
 * handle on the shared log is opened. One log may serve all tests: controls are unique.
 */
public abstract class ControlLogContract {
  private final List<ControlLog> opened = new ArrayList<>();

  /** Opens a further node's handle on the log that all handles of one test share; not started. */
  protected abstract ControlLog open() throws Exception;

  private final class Node {
    final ControlLog log;
    final RecordingInbox inbox = new RecordingInbox();

    Node() {
      try {
        log = open();
      } catch (Exception e) {
        throw new AssertionError("the adapter's handle does not open", e);
      }
      opened.add(log);
      log.start(inbox);
    }

    /** Waits for all of these, and returns them in the order in which each first arrived. */
    List<Control> got(List<Control> expected) {
      Set<Control> wanted = Set.copyOf(expected);
      inbox.await("all controls", () -> seen(wanted).size() == wanted.size());
      return seen(wanted);
    }

    private List<Control> seen(Set<Control> wanted) {
      return inbox.of(Input.Controlled.class).stream()
          .map(Input.Controlled::control)
          .filter(wanted::contains)
          .distinct()
          .toList();
    }
  }

  @AfterEach
  final void closeLogs() {
    opened.forEach(ControlLog::close);
  }

  private static Control disconnect() {
    return new Control.Disconnect(new UserId(unique("bøb-愛")));
  }

  private static Control taken(long version) {
    return new Control.SessionTaken(freshSession(), new NodeId("nöde-2"), version);
  }

  @Test
  void everyControlArrivesAtEveryNodeAsItWasAnnounced() {
    Node one = new Node();
    Node two = new Node();
    List<Control> controls = List.of(disconnect(), taken(1), taken(Long.MAX_VALUE));

    controls.forEach(one.log::announce);

    assertThat(one.got(controls)).isEqualTo(controls);
    assertThat(two.got(controls)).isEqualTo(controls);
  }

  @Test
  void allNodesGetTheControlsOfAllNodesInOneOrder() {
    List<Node> nodes = List.of(new Node(), new Node(), new Node());
    List<Control> ofOne = IntStream.range(0, 50).mapToObj(ControlLogContract::taken).toList();
    List<Control> ofTwo = IntStream.range(0, 50).mapToObj(i -> disconnect()).toList();
    List<Control> all = new ArrayList<>(ofOne);
    all.addAll(ofTwo);

    Race.run(
        () -> ofOne.forEach(nodes.get(0).log::announce),
        () -> ofTwo.forEach(nodes.get(1).log::announce));

    List<Control> order = nodes.getFirst().got(all);
    assertThat(order.stream().filter(ofOne::contains)).isEqualTo(ofOne);
    assertThat(order.stream().filter(ofTwo::contains)).isEqualTo(ofTwo);
    for (Node node : nodes) {
      assertThat(node.got(all)).isEqualTo(order);
    }
  }

  @Test
  void controlsOfOneSessionThatFollowEachOtherAllArrive() {
    Node one = new Node();
    Node two = new Node();
    Control.SessionTaken first = (Control.SessionTaken) taken(2);
    List<Control> controls =
        List.of(
            first,
            new Control.SessionTaken(first.session(), new NodeId("n3"), 3),
            new Control.SessionTaken(first.session(), new NodeId("n1"), 4));

    controls.forEach(one.log::announce);

    assertThat(two.got(controls)).isEqualTo(controls);
  }

  @Test
  void nodesThatStayGetControlsAfterOneHasClosed() {
    Node staying = new Node();
    Node leaving = new Node();
    Control before = disconnect();
    leaving.log.announce(before);
    leaving.got(List.of(before));
    opened.remove(leaving.log);
    leaving.log.close();
    Control after = disconnect();

    staying.log.announce(after);

    assertThat(staying.got(List.of(before, after))).containsExactly(before, after);
    assertThat(leaving.inbox.of(Input.Controlled.class))
        .extracting(Input.Controlled::control)
        .doesNotContain(after);
  }
}

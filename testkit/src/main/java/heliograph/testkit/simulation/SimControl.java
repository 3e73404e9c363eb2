package heliograph.testkit.simulation;

import heliograph.domain.Control;
import heliograph.domain.Input;
import heliograph.ports.ControlLog;

/**
 * A node's control log behind a network; what is announced arrives at least once, in order, however
 * long the node is cut off.
 */
final class SimControl {
  private final World world;
  private final Life node;
  private final ControlLog log;
  private final Channel out;
  private final Channel in;

  SimControl(World world, Life node) {
    this.world = world;
    this.node = node;
    log = world.ports.controlLog();
    out = node.channel(10);
    in = node.channel(40);
    log.start(this::arrived);
  }

  void announce(Control control) {
    out.send(() -> log.announce(control));
  }

  private void arrived(Input.Outcome outcome) {
    in.send(() -> node.submit(outcome));
    if (world.chaos && world.chance.in(0.1)) {
      in.send(() -> node.submit(outcome));
    }
  }

  void cut() {
    out.hold();
    in.hold();
  }

  void heal() {
    out.letGo();
    in.letGo();
  }

  void close() {
    world.time.after(100, log::close);
  }
}

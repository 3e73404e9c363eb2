package heliograph.testkit.simulation;

import heliograph.testkit.simulation.Scenario.Fault;
import java.util.List;

/** Lets nodes and what they stand on fail, at random, as the scenario says. */
final class Chaos {
  private final World world;

  Chaos(World world) {
    this.world = world;
  }

  /** Strikes now and then for as long as chaos lasts. */
  void goOn() {
    List<Fault> kinds =
        world.scenario.faults().stream()
            .filter(
                fault ->
                    switch (fault) {
                      case CRASH, DRAIN, PAUSE, LOG_CUT, STORE_CUT, SLOW, CLOCKS_OFF -> true;
                      case LOG_FLAKY, STORE_FLAKY, TICKS_OFF, TOKENS_EXPIRE -> false;
                    })
            .toList();
    if (!kinds.isEmpty()) {
      next(kinds);
    }
  }

  private void next(List<Fault> kinds) {
    world.time.after(
        world.chance.between(300, 4_000),
        () -> {
          if (world.chaos) {
            strike(world.chance.of(kinds), world.chance.of(world.nodes));
            next(kinds);
          }
        });
  }

  private void strike(Fault fault, SimNode node) {
    if (!node.isUp()) {
      return;
    }
    if (world.isTracing()) {
      world.trace("chaos", fault + " at " + node.id);
    }
    Life life = node.life();
    long forMs = world.chance.between(50, 3_000);
    switch (fault) {
      case CRASH -> node.crash(world.chance.between(100, 2_000));
      case DRAIN -> node.drain(world.chance.between(0, 1_000), world.chance.between(100, 1_000));
      case PAUSE -> {
        life.pause();
        world.time.after(forMs, life::goOn);
      }
      case LOG_CUT -> {
        life.cutLog();
        world.time.after(forMs, life::healLog);
      }
      case STORE_CUT -> {
        life.cutStore();
        world.time.after(forMs, life::healStore);
      }
      case SLOW -> {
        life.slow(true);
        world.time.after(forMs, () -> life.slow(false));
      }
      case CLOCKS_OFF -> life.setClock();
      case LOG_FLAKY, STORE_FLAKY, TICKS_OFF, TOKENS_EXPIRE ->
          throw new IllegalStateException(fault + " does not strike");
    }
  }
}

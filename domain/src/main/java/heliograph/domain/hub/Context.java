package heliograph.domain.hub;

import heliograph.domain.Effect;
import heliograph.domain.Limits;
import heliograph.domain.id.NodeId;
import java.util.ArrayList;
import java.util.List;

/**
 * What every part of the hub works with: the bounds, the time of the input at hand, and the effects
 * it leads to. For the hub's thread.
 */
final class Context {
  final NodeId node;
  final Limits limits;
  final Timers timers = new Timers();
  final Tickets tickets = new Tickets();

  /** The time of the input at hand, epoch milliseconds. Never goes back. */
  long nowMs;

  private List<Effect> effects = new ArrayList<>();

  Context(NodeId node, Limits limits) {
    this.node = node;
    this.limits = limits;
  }

  void emit(Effect effect) {
    effects.add(effect);
  }

  /** Returns the effects since the last call. */
  List<Effect> takeEffects() {
    if (effects.isEmpty()) {
      return List.of();
    }
    List<Effect> taken = effects;
    effects = new ArrayList<>();
    return taken;
  }
}

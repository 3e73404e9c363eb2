package heliograph.testkit.simulation;

import heliograph.domain.id.NodeId;
import heliograph.domain.session.Principal;

/** A node's place in the cluster, in which one life follows another. */
final class SimNode {
  final NodeId id;
  private final World world;
  private Life life;

  SimNode(World world, int number) {
    this.world = world;
    id = new NodeId("n" + number);
  }

  /** Returns the life it has now; null while it is down. */
  Life life() {
    return life;
  }

  boolean isUp() {
    return life != null;
  }

  void start() {
    life = new Life(world, id);
    if (world.isTracing()) {
      world.trace(id.value(), "starts");
    }
  }

  /** Dies at once; starts anew after {@code downMs}. */
  void crash(long downMs) {
    if (isUp()) {
      life.crash();
      life = null;
      world.time.after(downMs, this::start);
    }
  }

  /** Sends its clients away, stops when that should be done, and starts anew after that. */
  void drain(long windowMs, long downMs) {
    if (!isUp()) {
      return;
    }
    Life draining = life;
    draining.drain(windowMs);
    world.time.after(
        windowMs + 300,
        () -> {
          if (life == draining) {
            draining.stop();
            life = null;
            world.time.after(downMs, this::start);
          }
        });
  }

  /** Opens a connection. Returns null if nobody answers. */
  SimConnection connect(SimClient client, Principal principal, String resume) {
    if (!isUp() || life.isDraining()) {
      return null;
    }
    SimConnection connection = new SimConnection(world, life, client);
    connection.open(principal, resume);
    return connection;
  }
}

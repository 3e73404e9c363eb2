package heliograph.testkit.simulation;

import heliograph.domain.CloseReason;
import heliograph.domain.Input;
import heliograph.domain.Peer;
import heliograph.domain.id.SessionId;
import heliograph.domain.message.Request;
import heliograph.domain.message.ServerFrame;
import heliograph.domain.session.Principal;
import java.util.List;

/**
 * A client's connection to one life of a node: frames take time in both directions and keep their
 * order, a reader can be slow, and all that is under way is lost when the network breaks.
 */
final class SimConnection implements Peer {
  private static final long ON_ITS_WAY_MS = 50;

  private final World world;
  private final Life node;
  private final SimClient client;
  private final Channel up;
  private final Channel down;
  private final FrameFaults faults;

  /** As the node named it in its welcome; null before. */
  private SessionId session;

  private final long openedAtMs;

  /** When it can no longer get at a session that it has not got; far ahead while it can. */
  private long concludedAtMs = Long.MAX_VALUE;

  private boolean writing;
  private CloseReason closing;
  private boolean broken;
  private boolean nodeTold;
  private boolean pausedReading;

  SimConnection(World world, Life node, SimClient client) {
    this.world = world;
    this.node = node;
    this.client = client;
    up = world.channel(() -> 20);
    down = world.channel(() -> 20);
    faults = new FrameFaults(world);
    openedAtMs = world.time.nowMs();
    node.add(this);
  }

  Life node() {
    return node;
  }

  SessionId session() {
    return session;
  }

  long openedAtMs() {
    return openedAtMs;
  }

  long concludedAtMs() {
    return concludedAtMs;
  }

  /** The node knows that it is gone, or is gone itself; a save may still be on its way. */
  void conclude() {
    concludedAtMs = Math.min(concludedAtMs, world.time.nowMs() + ON_ITS_WAY_MS);
  }

  void open(Principal principal, String resume) {
    SessionId fresh = world.freshSession();
    String secret = "secret-of-" + fresh.value() + "-" + client.name();
    up.send(() -> node.submit(new Input.Opened(this, principal, resume, fresh, secret)));
  }

  // What the client does.

  void ask(Request request) {
    send(new Input.Asked(this, faults.garble(request)));
  }

  void send(Input.FromClient input) {
    up.send(() -> node.submit(input));
  }

  /** Closes as RFC 6455 says; what the node still writes is not read any more. */
  void closeByClient() {
    down.cut();
    up.send(this::tellNode);
    world.time.after(1_000, this::tellNode);
  }

  /** The network breaks: the client knows at once, the node later. */
  void breakNetwork() {
    broken = true;
    up.cut();
    down.cut();
    world.time.after(world.chance.delayMs(800), this::tellNode);
  }

  // What the node does.

  void write(List<ServerFrame> frames) {
    world.require(!writing, Invariant.BOUNDS, "two writes at once to %s", client.name());
    world.require(
        frames.size() <= world.scenario.limits().batchMessagesMax(),
        Invariant.BOUNDS,
        "%d frames in one write",
        frames.size());
    writing = true;
    if (frames.getFirst() instanceof ServerFrame.Welcome welcome) {
      session = welcome.session();
      concludedAtMs = world.time.nowMs();
    }
    if (world.strikes(PlantedFault.WRITTEN_TWICE, 0.05)) {
      world.time.after(0, () -> node.submit(new Input.Written(this)));
    }
    world.time.after(client.readDelayMs(), () -> written(frames));
  }

  private void written(List<ServerFrame> frames) {
    if (broken && !nodeTold && world.chance.in(0.3)) {
      // The socket's buffer is full: the write ends with the connection.
      world.time.after(50, () -> written(frames));
      return;
    }
    for (ServerFrame frame : faults.apply(frames)) {
      down.send(() -> client.received(this, frame));
    }
    writing = false;
    node.submit(new Input.Written(this));
    if (closing != null) {
      sendClose();
    }
  }

  void close(CloseReason reason) {
    boolean ignored =
        reason == CloseReason.TAKEN_OVER && world.strikes(PlantedFault.TAKE_OVER_IGNORED, 1);
    if (closing == null && !ignored) {
      closing = reason;
      if (!writing) {
        sendClose();
      }
    }
  }

  private void sendClose() {
    CloseReason reason = closing;
    down.send(() -> client.closed(this, reason));
    world.time.after(world.chance.delayMs(100), this::tellNode);
  }

  void pause() {
    pausedReading = true;
    up.hold();
  }

  void resume() {
    pausedReading = false;
    world.time.after(
        0,
        () -> {
          if (!pausedReading) {
            up.letGo();
          }
        });
  }

  /** The node is gone; the client finds out. */
  void serverGone() {
    nodeTold = true;
    broken = true;
    conclude();
    up.cut();
    if (world.chance.in(0.5)) {
      down.cut();
    }
    world.time.after(
        world.chance.delayMs(200),
        () -> {
          down.cut();
          client.lost(this);
        });
  }

  private void tellNode() {
    if (nodeTold) {
      return;
    }
    nodeTold = true;
    up.cut();
    node.remove(this);
    if (!world.strikes(PlantedFault.CLOSE_LOST, 0.2)) {
      node.submit(new Input.Closed(this));
    }
  }

  @Override
  public String toString() {
    return client.name() + "@" + node.id;
  }
}

package heliograph.testkit.simulation;

import heliograph.domain.message.Request;
import heliograph.domain.message.Request.Acked;
import java.util.ArrayList;
import java.util.List;

/** A client's acks: late, in batches, or not at all; and what it may expect for them. */
final class Acks {
  private static final long SLACK_MS = 1_500;

  private final World world;
  private final SimClient client;

  /** Whether an ack is about to be sent. */
  private boolean due;

  Acks(World world, SimClient client) {
    this.world = world;
    this.client = client;
  }

  void received(Membership membership, long position) {
    membership.ackDue = true;
    if (position > membership.acked) {
      membership.unacked.put(position, world.time.nowMs());
    }
    if (world.strikes(PlantedFault.ACK_INFLATED, 0.3)) {
      client.connection().ask(new Request.Ack(List.of(new Acked(membership.room, position))));
    }
    int max = world.scenario.limits().ackWindow();
    world.require(
        membership.unacked.size() <= max || membership.uncertain,
        Invariant.ACK_WINDOW,
        "%s has %s of %s to ack, of %d allowed",
        client.name(),
        membership.unacked.keySet(),
        membership.room,
        max);
    expectAgain(membership, position);
    if (!client.habits().acksNever() || !world.chaos || world.chance.in(0.05)) {
      soon();
    }
  }

  /** Acks all that came, before long. */
  void soon() {
    if (due) {
      return;
    }
    due = true;
    long delayMs = world.chaos ? world.chance.delayMs(client.habits().ackMaxMs()) : 5;
    world.time.after(
        delayMs,
        () -> {
          due = false;
          send();
        });
  }

  private void send() {
    if (!client.isOnline()) {
      return;
    }
    List<Acked> acks = new ArrayList<>();
    for (Membership membership : client.rooms.all()) {
      if (membership.ackDue && membership.isIn()) {
        membership.ackDue = false;
        acks.add(new Acked(membership.room, membership.stay.cursor()));
        membership.acked = membership.stay.cursor();
        membership.unacked.clear();
      }
    }
    if (world.chance.in(0.5)) {
      acks.forEach(ack -> client.connection().ask(new Request.Ack(List.of(ack))));
    } else if (!acks.isEmpty()) {
      client.connection().ask(new Request.Ack(acks));
    }
  }

  /** Looks later whether an unacked message came again, if it had to. */
  private void expectAgain(Membership membership, long position) {
    SimConnection connection = client.connection();
    long sinceMs = world.time.nowMs();
    // Replies go first: one that reads slowly and asks much keeps its own messages waiting.
    boolean slow = world.chaos && client.habits().readMaxMs() > 50;
    world.time.after(
        3 * world.scenario.limits().ackTimeoutMs() + SLACK_MS,
        () -> {
          boolean oldest =
              !membership.unacked.isEmpty() && membership.unacked.firstKey() == position;
          boolean same =
              client.connection() == connection
                  && membership.isIn()
                  && client.rooms.get(membership.room) == membership;
          if (oldest && same && !slow && connection.node().troubleAtMs() < sinceMs) {
            world.require(
                membership.unacked.get(position) > sinceMs,
                Invariant.REDELIVERY,
                "%s did not get %d of %s again, which it has not acked",
                client.name(),
                position,
                membership.room);
          }
        });
  }
}

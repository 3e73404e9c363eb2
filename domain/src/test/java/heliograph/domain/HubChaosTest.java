package heliograph.domain;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.Limits.SlowConsumers;
import heliograph.domain.Person.Start;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hubs, clients and faults in any order a seed comes up with, under bounds so small that all are
 * reached; then it heals, and everybody must have got everything. {@code -Dchaos.seed=} replays
 * one, {@code -Dchaos.seeds=} tries more.
 */
class HubChaosTest {
  private static final int STEPS = 400;
  private static final List<String> ROOMS = List.of("a", "b", "c");

  private final List<Person> people = new ArrayList<>();
  private Random random;
  private World world;
  private int texts;

  static LongStream seeds() {
    Long one = Long.getLong("chaos.seed");
    return one != null ? LongStream.of(one) : LongStream.range(0, Long.getLong("chaos.seeds", 100));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everybodyGetsEverythingOnceAndInOrder(long seed) {
    random = new Random(seed);
    world = new World(limits());
    Oracle oracle = new Oracle(world.log, world.limits);
    for (int i = 0; i < 3; i++) {
      world.node("n" + i).ending = this::ending;
    }
    for (int i = 0; i < 5; i++) {
      people.add(new Person("u" + i, oracle));
    }

    for (int i = 0; i < STEPS; i++) {
      step();
    }

    heal();
    for (Person person : people) {
      assertThat(person.unanswered()).as("unanswered to " + person.user).isZero();
      person.assertThatNothingIsMissing();
    }
    people.forEach(person -> person.client.disconnect());
    for (Node node : world.nodes) {
      assertThat(node.hub.counts()).isEqualTo(new Counts(0, 0, 0, 0, 0, 0, 0));
    }
    ROOMS.forEach(room -> assertThat(world.present(room)).isEmpty());
  }

  /** Turns that write to all, and turns that put some off. */
  private Input ending() {
    return random.nextInt(3) == 0
        ? new Input.TurnEnded()
        : new Input.TurnYielded(1 + random.nextInt(2), random.nextBoolean());
  }

  private Limits limits() {
    boolean close = random.nextInt(4) == 0;
    return Limits.DEFAULT.with(
        l -> {
          l.ackWindow = 1 + random.nextInt(4);
          l.ackTimeoutMs = 500;
          l.resumeMs = 20_000;
          l.sessionSaveMs = 200;
          l.ringMessagesMax = 1 + random.nextInt(4);
          l.nodeRingBytesMax = 1_000;
          l.readMessagesMax = 1 + random.nextInt(4);
          l.stretchesMax = 1 + random.nextInt(3);
          l.nodeStretchBytesMax = 2_000;
          l.batchMessagesMax = 1 + random.nextInt(5);
          l.inFlightMax = 4;
          l.outboxFramesMax = 4;
          l.slowConsumers = close ? SlowConsumers.CLOSE : SlowConsumers.CATCH_UP;
        });
  }

  private void step() {
    Person person = people.get(random.nextInt(people.size()));
    Node node = world.nodes.get(random.nextInt(world.nodes.size()));
    String room = ROOMS.get(random.nextInt(ROOMS.size()));
    int dice = random.nextInt(100);
    if (dice < 8) {
      world.pass(random.nextInt(600));
    } else if (dice < 28) {
      produce(room);
    } else if (dice < 40) {
      trouble(node);
    } else if (!person.isConnected() || person.client.closed != null) {
      if (person.isConnected()) {
        person.client.disconnect();
      }
      person.connect(node);
    } else if (dice < 46) {
      person.client.disconnect();
    } else if (dice < 48) {
      TestClient former = person.client;
      former.fast();
      if (person.unanswered() == 0) {
        person.connect(node);
        former.disconnect();
      }
    } else if (dice < 58) {
      person.join(room, random.nextBoolean(), Start.values()[random.nextInt(3)]);
    } else if (dice < 61) {
      person.leave(room);
    } else if (dice < 71) {
      String key = random.nextBoolean() ? null : "k" + random.nextInt(6);
      person.publish(room, "t" + texts++, key, random.nextInt(4) != 0);
    } else if (dice < 80) {
      person.ackAll();
    } else if (dice < 88) {
      person.client.slow();
    } else if (dice < 93) {
      person.client.fast();
    } else if (person.client.isBeingWritten()) {
      person.client.read();
    }
  }

  private void produce(String room) {
    for (int i = random.nextInt(4); i >= 0; i--) {
      world.produce(room, "t" + texts++);
    }
  }

  private void trouble(Node node) {
    switch (random.nextInt(9)) {
      case 0 -> node.hold(Effect.Read.class);
      case 1 -> node.hold(Effect.Append.class);
      case 2 -> {
        node.hold(Effect.SaveSession.class);
        node.hold(Effect.LoadSession.class);
      }
      case 3 -> node.lag();
      case 4 -> node.catchUp();
      case 5 -> node.release();
      case 6 -> {
        node.fail(random.nextBoolean() ? Effect.Read.class : Effect.Append.class);
        node.fail(Effect.SaveSession.class);
        node.fail(Effect.LoadSession.class);
      }
      case 7 -> node.heal();
      default -> rare(node);
    }
  }

  private void rare(Node node) {
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> world.log.forgetBelow(world.log.end() - random.nextInt(20));
      case 3, 4 -> node.hold(Effect.Follow.class);
      case 5 -> world.beginNewEpoch("e" + texts++);
      case 6 -> drain(node);
      default -> crash(node);
    }
  }

  /** Sends all away, and starts anew. */
  private void drain(Node node) {
    node.drain(500);
    world.pass(1_000);
    for (Person person : people) {
      if (person.isConnected() && person.client.node == node && person.client.closed != null) {
        person.client.disconnect();
      }
    }
    crash(node);
  }

  private void crash(Node node) {
    for (Person person : people) {
      if (person.isConnected() && person.client.node == node) {
        person.client.die();
      }
    }
    world.crash(node);
  }

  private void heal() {
    for (int round = 0; round < 30; round++) {
      for (Node node : List.copyOf(world.nodes)) {
        node.ending = Input.TurnEnded::new;
        node.heal();
        node.release();
        node.catchUp();
      }
      for (Person person : people) {
        if (person.isConnected() && person.client.closed != null) {
          person.client.fast();
          person.client.disconnect();
        }
        if (!person.isConnected()) {
          person.connect(world.nodes.getFirst());
        }
        person.client.fast();
        for (int acks = 0; acks < 20; acks++) {
          person.ackAll();
        }
      }
      world.pass(1_000);
    }
  }
}

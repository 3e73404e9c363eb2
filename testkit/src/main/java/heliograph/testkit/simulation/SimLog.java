package heliograph.testkit.simulation;

import heliograph.domain.Input;
import heliograph.domain.Input.LogFailure;
import heliograph.domain.id.RoomName;
import heliograph.domain.message.Draft;
import heliograph.domain.message.Ephemeral;
import heliograph.domain.message.LogRecord;
import heliograph.domain.message.Message;
import heliograph.domain.message.Span;
import heliograph.ports.RoomLog;
import heliograph.testkit.simulation.Scenario.Fault;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A node's log behind a network: calls take time to take effect, outcomes take time to arrive, both
 * in the order the port promises, and either way can be cut. What the log takes is noted as truth.
 */
final class SimLog {
  private final World world;
  private final Life node;
  private final RoomLog log;
  private final Channel out;
  private final Channel in;

  /** Appends on their way, by ticket; each is answered once, by the log or by a failure. */
  private final Map<Long, Draft> appends = new HashMap<>();

  /** Appends that were said to have failed, but may yet be carried out. */
  private final Set<Long> failed = new HashSet<>();

  /** Tickets of the simulation's own appends. */
  private long ownTicket = -1;

  /** Records on their way, which later ones may join. */
  private List<LogRecord> batch;

  private boolean cut;

  SimLog(World world, Life node) {
    this.world = world;
    this.node = node;
    log = world.ports.roomLog();
    out = node.channel(8);
    in = node.channel(15);
    log.start(this::arrived);
  }

  boolean isCut() {
    return cut;
  }

  void follow(RoomName room) {
    out.send(() -> log.follow(room));
  }

  void unfollow(RoomName room) {
    out.send(() -> log.unfollow(room));
  }

  void append(long ticket, Draft draft) {
    boolean flaky = world.chaos && world.scenario.has(Fault.LOG_FLAKY) && world.chance.in(0.1);
    if ((cut || flaky) && world.chance.in(0.5)) {
      later(new Input.AppendFailed(ticket, LogFailure.UNAVAILABLE));
      return;
    }
    Draft sent = planted(draft);
    appends.put(ticket, sent);
    if ((cut || flaky) && world.chance.in(0.7)) {
      world.time.after(world.chance.between(50, 400), () -> timeOut(ticket));
    }
    if (flaky && world.chance.in(0.5)) {
      // Lost on its way: the node never hears of it again but by the failure, if any.
      return;
    }
    out.send(() -> take(ticket, sent));
  }

  private Draft planted(Draft draft) {
    if (draft.key() != null && world.strikes(PlantedFault.KEY_LOST, 1)) {
      return new Draft(draft.room(), draft.from(), null, draft.payload(), draft.skip(), null);
    }
    return draft;
  }

  private void take(long ticket, Draft draft) {
    if (world.strikes(PlantedFault.APPEND_LOST, 0.05)) {
      deliver(new Input.Appended(ticket, world.truth.end(draft.room()) + 1));
      return;
    }
    log.append(ticket, draft);
    if (draft.key() == null && world.strikes(PlantedFault.APPEND_DOUBLED, 0.05)) {
      appends.put(ownTicket, draft);
      log.append(ownTicket--, draft);
    }
  }

  private void timeOut(long ticket) {
    if (appends.containsKey(ticket) && failed.add(ticket)) {
      node.submit(new Input.AppendFailed(ticket, LogFailure.TIMEOUT));
    }
  }

  void read(long ticket, Span span) {
    boolean flaky = world.chaos && world.scenario.has(Fault.LOG_FLAKY) && world.chance.in(0.1);
    if (cut || flaky) {
      later(new Input.ReadFailed(ticket, LogFailure.UNAVAILABLE));
      return;
    }
    world.time.after(world.chance.delayMs(30), () -> log.read(ticket, span));
  }

  void broadcast(Ephemeral message) {
    if (!cut && !world.chance.in(0.1)) {
      out.send(() -> log.broadcast(message));
    }
  }

  /** What the log says, undelayed. */
  private void arrived(Input.Outcome outcome) {
    switch (outcome) {
      case Input.Records(var records) -> records(records);
      case Input.Appended done -> {
        world.truth.took(appends.remove(done.ticket()), done.position(), world.time.nowMs());
        if (done.ticket() > 0 && !failed.remove(done.ticket())) {
          deliver(done);
        }
      }
      case Input.StretchRead read -> later(read);
      case Input.EphemeralReceived ephemeral -> later(ephemeral);
      case Input.Followed followed -> deliver(vague(followed));
      default -> deliver(outcome);
    }
  }

  /** A log need not know exactly where a room's last record is. */
  private Input.Followed vague(Input.Followed f) {
    if (world.chance.in(0.5)) {
      return f;
    }
    long floor = world.chance.between(f.floor(), f.head());
    return new Input.Followed(f.room(), f.epoch(), f.partition(), f.head(), floor, Message.UNKNOWN);
  }

  private void records(List<LogRecord> records) {
    if (world.strikes(PlantedFault.RECORD_LOST, 0.02)) {
      return;
    }
    if (world.strikes(PlantedFault.RECORD_MISSING, 0.02)) {
      node.submit(new Input.Records(Collections.singletonList(null)));
    }
    if (batch != null && world.chance.in(0.6)) {
      batch.addAll(records);
      return;
    }
    List<LogRecord> arriving = new ArrayList<>(records);
    batch = arriving;
    in.send(
        () -> {
          if (batch == arriving) {
            batch = null;
          }
          node.submit(new Input.Records(List.copyOf(arriving)));
        });
  }

  /** Delivers in the log's order. */
  private void deliver(Input.Outcome outcome) {
    batch = null;
    in.send(() -> node.submit(outcome));
  }

  /** Delivers in no particular order. */
  private void later(Input.Outcome outcome) {
    world.time.after(world.chance.delayMs(30), () -> node.submit(outcome));
  }

  void cut() {
    cut = true;
    out.hold();
    in.hold();
  }

  void heal() {
    cut = false;
    out.letGo();
    in.letGo();
  }

  void close() {
    heal();
    log.close();
  }

  /** What was sent may still get there, or not; the log goes on without the node. */
  void crash() {
    if (world.chance.in(0.5)) {
      out.cut();
    }
    out.letGo();
    world.time.after(100, log::close);
  }
}

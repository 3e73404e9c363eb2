package heliograph.bench.check;

import heliograph.bench.cluster.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.JsonNode;

/**
 * A client that publishes. Messages with even ids carry a key and are repeated under it until they
 * are answered; the others are sent once, and what becomes of them without an answer stays open.
 */
final class Publisher extends Session {
  private static final int IN_FLIGHT_MAX = 64;
  private static final long RETRY_PAUSE_MS = 200;

  /** A message without its answer yet. */
  private record Pending(int id, String room, boolean keyed) {}

  private final Ledger ledger;
  private final String run;
  private final String padding;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** By id; guarded by the lock. */
  private final Map<Integer, Pending> pending = new LinkedHashMap<>();

  /** Guarded by the lock; null while there is no connection. */
  private Wire open;

  Publisher(
      String name,
      List<InetSocketAddress> nodes,
      int first,
      String token,
      Ledger ledger,
      Tally tally,
      String run,
      int bytes,
      long seed) {
    super(name, nodes, first, token, tally, seed);
    this.ledger = ledger;
    this.run = run;
    this.padding = "x".repeat(Math.max(0, bytes - "{\"n\":1234567,\"pad\":\"\"}".length()));
  }

  /**
   * Publishes one message as soon as there is a connection that has room for it.
   *
   * @param keyed null to have every second message keyed
   * @return its id; -1 where the ledger is full, or this was interrupted
   */
  int publish(String room, Boolean keyed) {
    lock.lock();
    try {
      while (open == null || pending.size() >= IN_FLIGHT_MAX) {
        changed.await();
      }
      int id = ledger.begin(room);
      if (id >= 0) {
        Pending message = new Pending(id, room, keyed == null ? id % 2 == 0 : keyed);
        pending.put(id, message);
        send(message);
      }
      return id;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    } finally {
      lock.unlock();
    }
  }

  /** Called with the lock held. A connection that breaks is found out by its reader. */
  private void send(Pending message) {
    String key = message.keyed ? ",\"key\":\"%s-%d\"".formatted(run, message.id) : "";
    try {
      open.send(
          "{\"type\":\"publish\",\"id\":%d,\"room\":\"%s\"%s,\"data\":{\"n\":%d,\"pad\":\"%s\"}}"
              .formatted(message.id, message.room, key, message.id, padding));
    } catch (IOException e) {
      open.close();
    }
  }

  /** Returns whether all was answered, or will never be, waiting so long at most. */
  boolean awaitAnswers(long timeoutMs) throws InterruptedException {
    long left = TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    lock.lock();
    try {
      while (!pending.isEmpty() && left > 0) {
        left = changed.awaitNanos(left);
      }
      return pending.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  @Override
  void onWelcome(Wire wire, JsonNode welcome) {
    lock.lock();
    try {
      open = wire;
      new ArrayList<>(pending.values()).forEach(this::send);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  void onFrame(Wire wire, JsonNode frame) {
    String type = frame.path("type").asString();
    if (!type.equals("published") && !type.equals("error")) {
      return;
    }
    lock.lock();
    try {
      Pending message = pending.get(frame.path("id").asInt(-1));
      if (message == null) {
        return;
      }
      if (type.equals("published")) {
        ledger.answered(message.id, frame.path("position").asLong());
        pending.remove(message.id);
      } else {
        refused(message, frame.path("code").asString());
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void refused(Pending message, String code) {
    tally.error(code);
    boolean maybe = code.equals("timeout") || code.equals("internal");
    if (message.keyed) {
      Thread.ofVirtual().start(() -> repeat(message));
    } else {
      pending.remove(message.id);
      if (!maybe) {
        ledger.refused(message.id);
      }
    }
  }

  private void repeat(Pending message) {
    try {
      Thread.sleep(RETRY_PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    lock.lock();
    try {
      if (open != null && pending.containsKey(message.id)) {
        send(message);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  void onLost() {
    lock.lock();
    try {
      open = null;
      pending.values().removeIf(message -> !message.keyed);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}

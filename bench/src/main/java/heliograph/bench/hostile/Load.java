package heliograph.bench.hostile;

import heliograph.bench.Due;
import heliograph.bench.ServerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;

/** A room, who is in it, and messages at an even rate. Driven by one thread. */
final class Load implements AutoCloseable {
  private static final String ROOM = "hostile";
  private static final int PUBLISHERS = 8;
  private static final long LATE_MS_MAX = 60_000;

  private final ServerProcess server;
  private final int rate;
  private final String filler;
  private final Crowd crowd = new Crowd("crowd", this::heard);

  /** Those that stop have a reader of their own: what they catch up on makes no other one late. */
  private final Crowd stopping = new Crowd("stopping", this::heard);

  private final List<Member> slow = new ArrayList<>();
  private final List<Member> good = new ArrayList<>();

  /** Written by the crowd's thread, from a phase's start to its end. */
  private volatile Histogram latencyMicros = histogram();

  private final AtomicLong deliveries = new AtomicLong();

  Load(ServerProcess server, int rate, int size) throws IOException {
    this.server = server;
    this.rate = rate;
    this.filler = "x".repeat(Math.max(0, size - 30));
  }

  private static Histogram histogram() {
    return new Histogram(TimeUnit.MINUTES.toMicros(5), 3);
  }

  /** Connects a member; before the start. */
  void join(String token, int receiveBytes, boolean stops) throws IOException {
    Member member = new Member(Upgrade.of(server.port(), token, receiveBytes), stops);
    member.sendText("{\"type\":\"join\",\"id\":1,\"room\":\"" + ROOM + "\"}");
    (stops ? stopping : crowd).add(member);
    (stops ? slow : good).add(member);
  }

  void start() {
    crowd.start();
    stopping.start();
  }

  List<Member> slow() {
    return slow;
  }

  List<Member> good() {
    return good;
  }

  void reading(Member member, boolean wanted) {
    stopping.reading(member, wanted);
  }

  /** Returns the last position a member that reads has got. */
  long head() {
    return good.stream().mapToLong(Member::last).max().orElse(-1);
  }

  /** Publishes for a while and returns what was seen of it, once all of it has arrived. */
  Phase phase(String name, int forSeconds) throws Exception {
    latencyMicros = histogram();
    deliveries.set(0);
    double cpuBefore = server.cpuSeconds();
    int total = rate * forSeconds;
    publish(total);
    long expected = (long) total * good.size();
    await(() -> deliveries.get() >= expected, LATE_MS_MAX);
    double cpu = server.cpuSeconds() - cpuBefore;
    long resident = server.residentBytes();
    Histogram seen = latencyMicros;
    return new Phase(name, expected, deliveries.get(), seen, resident, server.liveBytes(), cpu);
  }

  private void publish(int total) throws IOException {
    long start = System.nanoTime();
    for (int i = 0; i < total; i++) {
      long due = start + TimeUnit.SECONDS.toNanos(1) * i / rate;
      Due.await(due);
      good.get(i % Math.min(PUBLISHERS, good.size()))
          .sendText(
              "{\"type\":\"publish\",\"id\":2,\"room\":\""
                  + ROOM
                  + "\",\"data\":{\"t\":"
                  + System.nanoTime()
                  + ",\"f\":\""
                  + filler
                  + "\"}}");
    }
  }

  private void heard(Member member, long sentNanos) {
    if (!member.stops) {
      latencyMicros.recordValue(Math.max(0, (System.nanoTime() - sentNanos) / 1_000));
      deliveries.lazySet(deliveries.get() + 1);
    }
  }

  /** Waits for a condition; returns whether it came true in time. */
  boolean await(BooleanSupplier condition, long msMax) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(msMax);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    crowd.close();
    stopping.close();
  }
}

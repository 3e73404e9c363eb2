package heliograph.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.id.RoomName;
import heliograph.domain.message.Ephemeral;
import heliograph.domain.message.Payload;
import heliograph.domain.message.ServerFrame;
import heliograph.ports.Connections;
import heliograph.websocket.Eventually;
import heliograph.websocket.RawClient;
import heliograph.websocket.TestNode;
import heliograph.websocket.upgrade.Admitted;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How far apart a loop draws its looks that is very busy, by what its writes to many take. */
@Timeout(120)
class BusyFanoutIT {
  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
  private static final int MEMBERS = 2 * FanoutWriters.FEW;
  private static final long USUAL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final ServerFrame MESSAGE =
      new Ephemeral(
          new RoomName("r"),
          null,
          0,
          new Payload(Payload.Type.JSON, "1".getBytes(StandardCharsets.UTF_8)),
          null);

  /** Keeps the loop busy with each message, and in between goes on with the fan-out. */
  private static final class Members extends EchoMessages {
    private final Queue<Connection> all = new ConcurrentLinkedQueue<>();
    private final AtomicInteger written = new AtomicInteger();

    @Override
    public void opened(Connection connection, Admitted admitted) {
      all.add(connection);
    }

    @Override
    public boolean tryMessage(Connection connection, boolean binary, byte[] buf, int off, int len) {
      long end = CPU.getCurrentThreadCpuTime() + TimeUnit.MILLISECONDS.toNanos(4);
      while (CPU.getCurrentThreadCpuTime() - end < 0) {
        Thread.onSpinWait();
      }
      return true;
    }

    @Override
    public void written(Connection connection) {
      written.incrementAndGet();
    }
  }

  private final Members members = new Members();

  /** Writes to all while the loop is kept busy, again and again. */
  private void writeUntil(BooleanSupplier enough, TestNode node, RawClient busy, int messages) {
    Connections connections = node.transport().connections();
    List<ServerFrame> batch = Collections.nCopies(messages, MESSAGE);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
    while (!enough.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as("nanoseconds over time").isNegative();
      busy.sendText("much to do");
      int before = members.written.get();
      members.all.forEach(member -> connections.write(member, batch));
      connections.flush();
      Eventually.holds(() -> members.written.get() - before == members.all.size());
    }
  }

  @Test
  void farWhereEachTakesOneMessageAndAsUsualWhereTheyTakeMany() {
    try (TestNode node = new TestNode(config -> config.with(e -> e.coalesceMs = 2), members)) {
      List<RawClient> clients =
          IntStream.range(0, MEMBERS).mapToObj(i -> RawClient.open(node.port())).toList();
      Eventually.holds(() -> members.all.size() == MEMBERS);
      RawClient busy = clients.getFirst();

      writeUntil(() -> node.transport().looksApartNanos() > USUAL_NANOS, node, busy, 1);
      writeUntil(() -> node.transport().looksApartNanos() <= USUAL_NANOS, node, busy, 10);

      assertThat(node.transport().looksApartNanos()).isPositive();
      clients.forEach(RawClient::close);
    }
  }
}

package heliograph.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heliograph.ports.Telemetry.Counter;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GathererTest {
  private record Sent(int number, long nanos, Thread thread) {}

  private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();
  private volatile long wait;
  private final AtomicLong held = new AtomicLong();
  private final Gatherer gatherer = new Gatherer(() -> wait, this::count);
  private final Thread thread = new Thread(gatherer, "sender");

  @BeforeEach
  void start() {
    thread.start();
  }

  @AfterEach
  void itsThreadEnds() throws InterruptedException {
    gatherer.close();
    thread.join(TimeUnit.SECONDS.toMillis(10));
    assertThat(thread.isAlive()).isFalse();
  }

  private void count(Counter counter, long n) {
    assertThat(counter).isEqualTo(Counter.LOG_APPENDS_HELD);
    held.addAndGet(n);
  }

  private void send(int number) {
    gatherer.send(() -> sent.add(new Sent(number, System.nanoTime(), Thread.currentThread())));
  }

  private List<Sent> awaitSent(int count) {
    await().until(() -> sent.size() >= count);
    return List.copyOf(sent);
  }

  @Test
  void withNothingBetweenEachIsSentAtOnceByItsCaller() {
    for (int i = 0; i < 100; i++) {
      send(i);
      assertThat(sent).hasSize(i + 1);
    }
    assertThat(sent).extracting(Sent::thread).containsOnly(Thread.currentThread());
    assertThat(held).hasValue(0);
  }

  @Test
  void whatComesSoonAfterOneWaitsForOthersAndGoesInOrder() {
    wait = TimeUnit.MILLISECONDS.toNanos(100);
    send(0);
    awaitSent(1);
    long begun = System.nanoTime();
    IntStream.range(1, 10).forEach(this::send);

    List<Sent> all = awaitSent(10);

    assertThat(all).extracting(Sent::number).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(all.getLast().nanos() - begun).isGreaterThanOrEqualTo(wait);
    assertThat(all.getLast().thread()).isEqualTo(thread);
    assertThat(held).hasValue(all.stream().filter(one -> one.thread() == thread).count());
  }

  @Test
  void whatComesAloneGoesAtOnce() {
    wait = TimeUnit.MILLISECONDS.toNanos(5);

    await()
        .pollInterval(20, TimeUnit.MILLISECONDS)
        .until(
            () -> {
              sent.clear();
              send(0);
              return !sent.isEmpty() && sent.peek().thread() == Thread.currentThread();
            });
  }

  @Test
  void whatWaitsWhenItIsClosedIsNotSent() throws InterruptedException {
    wait = TimeUnit.HOURS.toNanos(1);
    IntStream.range(0, 10).forEach(this::send);

    gatherer.close();
    thread.join();

    assertThat(sent).isEmpty();
  }

  @Test
  void theOrderIsKeptWhileTheWaitComesAndGoes() {
    int count = 200_000;
    Random random = new Random(42);
    for (int i = 0; i < count; i++) {
      wait = random.nextInt(20) == 0 ? random.nextInt(30_000) : 0;
      send(i);
    }

    List<Sent> all = awaitSent(count);

    assertThat(all).extracting(Sent::number).isSorted();
    assertThat(all).extracting(Sent::thread).contains(Thread.currentThread(), thread);
  }

  @Test
  void oneThatFailsDoesNotKeepTheOthersBack() {
    wait = TimeUnit.MILLISECONDS.toNanos(20);
    send(0);
    for (int i = 1; i <= 3; i++) {
      int number = i;
      gatherer.send(
          () -> {
            send(10 * number);
            if (Thread.currentThread() == thread) {
              throw new IllegalStateException("planted");
            }
          });
    }

    assertThat(awaitSent(4)).extracting(Sent::number).containsExactly(0, 10, 20, 30);
  }
}

package heliograph.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.message.ServerFrame;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OutboundTest {
  private final Outbound outbound = new Outbound();

  @Test
  void withoutAnOfferThereIsNothingToClaim() {
    assertThat(outbound.claim()).isFalse();
    assertThat(outbound.needsWriter()).isFalse();
  }

  @Test
  void oneAtATimeHoldsTheClaim() {
    outbound.offerPing();

    assertThat(outbound.claim()).isTrue();
    assertThat(outbound.claim()).isFalse();
    assertThat(outbound.take()).isEqualTo(Outbound.PING);
    assertThat(outbound.release()).isTrue();
    assertThat(outbound.claim()).isFalse();
  }

  @Test
  void whatIsOfferedMeanwhileIsTheHoldersToWrite() {
    List<ServerFrame> batch = List.of(new ServerFrame.TokenExpiring(1));
    outbound.offerPing();
    outbound.claim();
    outbound.take();
    outbound.offerFrames(batch);

    assertThat(outbound.needsWriter()).isFalse();
    assertThat(outbound.release()).isFalse();
    assertThat(outbound.take()).isEqualTo(Outbound.FRAMES);
    assertThat(outbound.takeFrames()).isSameAs(batch);
    assertThat(outbound.release()).isTrue();
  }

  @Test
  void whatIsHandedOverIsLeftToAnother() {
    outbound.offerPing();
    outbound.claim();
    outbound.handOver();

    assertThat(outbound.needsWriter()).isTrue();
    assertThat(outbound.claim()).isTrue();
  }

  @Test
  void eachPongIsKeptUntilThereAreTooManyAndThenOnlyTheLatest() {
    outbound.offerPong(new byte[] {1});
    outbound.offerPong(new byte[] {2});
    outbound.claim();

    assertThat(outbound.take()).isEqualTo(Outbound.PONG);
    assertThat(outbound.takePongs()).containsExactly(1, 2);
    assertThat(outbound.takePongs()).isNull();

    outbound.offerPong(new byte[Outbound.PONG_BYTES_MAX]);
    outbound.offerPong(new byte[] {3});
    assertThat(outbound.takePongs()).containsExactly(3);
  }

  @Test
  void thereIsOneCloseFrame() {
    assertThat(outbound.offerClose(new byte[] {1})).isTrue();
    assertThat(outbound.offerClose(new byte[] {2})).isFalse();

    assertThat(outbound.closeFrame()).containsExactly(1);
    assertThat(outbound.isClosing()).isTrue();
  }

  @Test
  void noOfferIsLostAndNoTwoWriteAtOnce() throws InterruptedException {
    AtomicInteger writing = new AtomicInteger();
    AtomicInteger overlaps = new AtomicInteger();
    AtomicInteger written = new AtomicInteger();
    int batches = 20_000;
    Runnable writer =
        () -> {
          if (outbound.claim()) {
            do {
              overlaps.addAndGet(writing.getAndIncrement());
              if ((outbound.take() & Outbound.FRAMES) != 0) {
                outbound.takeFrames();
                written.incrementAndGet();
              }
              writing.decrementAndGet();
            } while (!outbound.release());
          }
        };
    Thread pinger =
        Thread.startVirtualThread(
            () -> {
              while (written.get() < batches) {
                outbound.offerPing();
                writer.run();
              }
            });
    for (int batch = 1; batch <= batches; batch++) {
      outbound.offerFrames(List.of());
      writer.run();
      while (written.get() < batch) {
        Thread.onSpinWait();
      }
    }
    pinger.join();

    assertThat(overlaps).hasValue(0);
    assertThat(written).hasValue(batches);
  }
}

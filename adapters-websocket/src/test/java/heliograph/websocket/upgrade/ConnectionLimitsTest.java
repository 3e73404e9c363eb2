package heliograph.websocket.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.id.UserId;
import java.net.InetAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {
  private static final InetAddress HERE = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress THERE = InetAddress.ofLiteral("192.0.2.2");
  private static final UserId ALICE = new UserId("alice");

  @Test
  void anAddressThatIsFullTakesNothingFromTheNode() {
    ConnectionLimits limits = new ConnectionLimits(2, 0, 1);
    limits.tryEnter(HERE);

    assertThat(limits.tryEnter(HERE)).isNull();
    assertThat(limits.tryEnter(THERE)).isNotNull();
    assertThat(limits.tryEnter(InetAddress.ofLiteral("192.0.2.3"))).isNull();
  }

  @Test
  void aLeaseIsGivenBackOnce() {
    ConnectionLimits limits = new ConnectionLimits(2, 2, 2);
    ConnectionLimits.Lease first = limits.tryEnter(HERE);
    ConnectionLimits.Lease second = limits.tryEnter(HERE);
    first.tryEnter(ALICE);
    second.tryEnter(ALICE);

    first.release();
    first.release();

    assertThat(limits.tryEnter(HERE)).isNotNull();
    assertThat(limits.tryEnter(HERE)).isNull();
  }

  @Test
  void nothingIsRememberedOfThoseWhoLeft() {
    ConnectionLimits limits = new ConnectionLimits(10, 10, 10);
    for (int i = 0; i < 5; i++) {
      ConnectionLimits.Lease lease = limits.tryEnter(HERE);
      assertThat(lease.tryEnter(ALICE)).isTrue();
      lease.release();
    }

    assertThat(limits.counted()).isZero();
  }

  @Test
  void aUserWhoIsFullIsRefusedAndTheLeaseIsStillGood() {
    ConnectionLimits limits = new ConnectionLimits(0, 1, 0);
    ConnectionLimits.Lease first = limits.tryEnter(HERE);
    ConnectionLimits.Lease second = limits.tryEnter(HERE);
    first.tryEnter(ALICE);

    assertThat(second.tryEnter(ALICE)).isFalse();

    second.release();
    first.release();
    assertThat(limits.counted()).isZero();
  }

  @Test
  void manyAtOnceNeverGetMoreThanTheBound() throws InterruptedException {
    ConnectionLimits limits = new ConnectionLimits(50, 0, 0);
    AtomicInteger entered = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(500);

    for (int i = 0; i < 500; i++) {
      Thread.startVirtualThread(
          () -> {
            entered.addAndGet(limits.tryEnter(HERE) == null ? 0 : 1);
            done.countDown();
          });
    }
    done.await();

    assertThat(entered).hasValue(50);
  }
}

package heliograph.app.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  @Test
  void waitsGrowToABoundAreSpreadAndStartOver() {
    Backoff backoff = new Backoff(new Random(1));
    long[] waits = LongStream.generate(() -> backoff.nextMs(0)).limit(1_000).toArray();

    assertThat(waits[0]).isBetween(0L, 250L);
    assertThat(LongStream.of(waits).max().orElse(0)).isBetween(9_000L, 10_000L);
    assertThat(LongStream.of(waits).skip(10).filter(w -> w < 5_000).count()).isBetween(400L, 600L);
    backoff.reset();
    assertThat(backoff.nextMs(700)).isBetween(700L, 950L);
  }
}

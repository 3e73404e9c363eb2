package heliograph.conformance.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fuzzer for some seconds, and that it finds and tells what is wrong. */
class FuzzTest {
  private static final long SEED = 7692;

  @Test
  void nothingFailsForSomeSeconds() {
    Fuzz fuzz = new Fuzz(Fuzz.TARGETS);

    assertThat(fuzz.run(SEED, 4_000)).isNull();

    assertThat(fuzz.runs()).containsOnlyKeys("frames", "json", "cbor");
    assertThat(fuzz.runs().values()).allMatch(runs -> runs > 10);
  }

  /** Reads everything but what ends in a quote. */
  private static final class Faulty implements Target {
    @Override
    public String name() {
      return "faulty";
    }

    @Override
    public byte[] input(Random random) {
      return Mutator.mutate("abc".getBytes(StandardCharsets.US_ASCII), random);
    }

    @Override
    public void check(byte[] input) {
      Target.require(input.length == 0 || input[input.length - 1] != '"', "ends in a quote");
    }
  }

  @Test
  void aFaultIsFoundAndToldWithItsInput() {
    Fuzz.Failure failure = new Fuzz(List.of(new Faulty())).run(SEED, 60_000);

    assertThat(failure).isNotNull();
    assertThat(failure.input()).endsWith((byte) '"');
    assertThat(failure.toString())
        .contains("ends in a quote")
        .endsWith("--replay faulty:" + HexFormat.of().formatHex(failure.input()));
    assertThat(Fuzz.check(failure.target(), failure.input())).isNotNull();
  }

  @Test
  void theSameSeedMakesTheSameInputs() {
    for (Target target : Fuzz.TARGETS) {
      Random one = new Random(SEED);
      Random other = new Random(SEED);
      for (int i = 0; i < 20; i++) {
        assertThat(target.input(one)).isEqualTo(target.input(other));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // "Hello" whole, in fragments around a ping, and compressed.
        "8185 37fa213d 7f9f4d5158 | text 48656c6c6f",
        "0182 00000000 4865 8980 00000000 8083 00000000 6c6c6f | ping , text 48656c6c6f",
        "c187 00000000 f248cdc9c90700 | text 48656c6c6f",
        // A character that cannot be, at its first impossible byte.
        "8183 00000000 eda0 | refused 1007",
        "8180 00000000 8080 00000000 | text , refused 1002",
        "88 82 00000000 03e8 | close 1000 ",
        "8882 00000000 03ec | refused 1002",
        "8105 48656c6c6f | refused 1002",
        "82fe012d 00000000 | refused 1009",
        "82fe007d 00000000 | refused 1002",
      })
  void thePlainReadingReadsAsTheRfcSays(String frames, String events) {
    byte[] bytes = HexFormat.of().parseHex(frames.replace(" ", ""));

    assertThat(String.join(", ", new PlainReading(300, RandomFrames.CODECS).read(bytes)).strip())
        .isEqualTo(events.strip());
  }

  @Test
  void anInputIsGivenAgainByReplay() {
    assertThat(Fuzz.run("--replay", "frames:0000818537fa213d7f9f4d5158")).isZero();
    assertThat(Fuzz.run("--replay", "nothing:00")).isEqualTo(2);
    assertThat(Fuzz.run("--seconds")).isEqualTo(2);
  }
}

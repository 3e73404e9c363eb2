package heliograph.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.message.Payload;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a message's data on its way in and out, by format. */
class PayloadTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "0",
        "-0",
        "1e400",
        "9223372036854775808",
        "0.1",
        "\"\\ud800\"",
        "\"é\\u0000\"",
        "{ \"a\" : [ ] ,\n\"a\":1.50E+3 }",
        "[[],{},\"\\/\"]",
        "\"\u2028\""
      })
  void jsonIsKeptByteForByteAndSentSo(String json) {
    Payload payload = Decodes.jsonData(" " + json + "\n");

    assertThat(payload).isEqualTo(Encodes.json(json));
    assertThat(Encodes.json(payload)).isEqualTo(json);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "00                     | 0",
        "1818                   | 24",
        "1b0000000000000001     | 1",
        "1bffffffffffffffff     | 18446744073709551615",
        "20                     | -1",
        "3b7fffffffffffffff     | -9223372036854775808",
        "3bffffffffffffffff     | -18446744073709551616",
        "c249010000000000000000 | 18446744073709551616",
        "c349010000000000000000 | -18446744073709551617",
        "c240                   | 0",
        "f90000                 | 0.0",
        "f98000                 | -0.0",
        "f93e00                 | 1.5",
        "f90001                 | 5.960464477539063E-8",
        "fa47c35000             | 100000.0",
        "fb7e37e43c8800759c     | 1.0E300",
        "fb3fb999999999999a     | 0.1",
        "f4                     | false",
        "f5                     | true",
        "f6                     | null",
        "60                     | ``",
        "62225c                 | `\\`\\\\`",
        "64f0908591             | `\ud800\udd51`",
        "7f657374726561646d696e67ff | `streaming`",
        "80                     | []",
        "9fff                   | []",
        "83010203               | [1,2,3]",
        "9f018202039f0405ffff   | [1,[2,3],[4,5]]",
        "a0                     | {}",
        "bfff                   | {}",
        "a26161016162820203     | {`a`:1,`b`:[2,3]}",
        "bf6346756ef563416d7421ff | {`Fun`:true,`Amt`:-2}"
      })
  void cborWithAJsonFormIsKeptAsJson(String hex, String json) {
    assertThat(Decodes.cborData(hex)).isEqualTo(Encodes.json(json.replace('`', '"')));
  }

  @ParameterizedTest
  @CsvSource({"40, ''", "4401020304, 01020304", "5f42010243030405ff, 0102030405", "5fff, ''"})
  void aByteStringIsKeptAsBytes(String hex, String content) {
    Payload payload = Decodes.cborData(hex);

    assertThat(payload).isEqualTo(new Payload(Payload.Type.BYTES, Bytes.hex(content)));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "8141ff             | [`/w==`]",
        "a1616142fbff       | {`a`:`+/8=`}",
        "815f4100ff         | [`AA==`]",
        "f97e00             | null",
        "f97c00             | null",
        "faff800000         | null",
        "fb7ff0000000000000 | null",
        "82f97e0001         | [null,1]",
        "f7                 | null",
        "f0                 | null",
        "f8ff               | null",
        "c074323031332d30332d32315432303a30343a30305a | `2013-03-21T20:04:00Z`",
        "c11a514b67b0       | 1363896240",
        "d9d9f780           | []",
        "d818456449455446   | `ZElFVEY=`",
        "c25f4101ff         | `AQ==`",
        "c201               | 1",
        "a1011863           | {`1`:99}",
        "a12002             | {`-1`:2}",
        "a1f5f6             | {`true`:null}",
        "a141ff01           | {`/w==`:1}",
        "a1f93c0001         | {`1.0`:1}",
        "a182010203         | {`ggEC`:3}",
        "a1a1616101f4       | {`oWFhAQ==`:false}"
      })
  void cborWithoutAJsonFormIsKeptAsItIsAndShownInJsonAsBestItCan(String hex, String json) {
    Payload payload = Decodes.cborData(hex);

    assertThat(payload).isEqualTo(Encodes.cborPayload(hex));
    assertThat(Encodes.json(payload)).isEqualTo(json.replace('`', '"'));
    assertThat(Encodes.cbor(payload)).isEqualTo(hex);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "0                     | 00",
        "-0                    | fa80000000",
        "23                    | 17",
        "24                    | 1818",
        "65536                 | 1a00010000",
        "-1                    | 20",
        "9223372036854775807   | 1b7fffffffffffffff",
        "9223372036854775808   | 1b8000000000000000",
        "-9223372036854775808  | 3b7fffffffffffffff",
        "-9223372036854775809  | 3b8000000000000000",
        "18446744073709551615  | 1bffffffffffffffff",
        "18446744073709551616  | c249010000000000000000",
        "-18446744073709551616 | 3bffffffffffffffff",
        "-18446744073709551617 | c349010000000000000000",
        "0.1                   | fb3fb999999999999a",
        "1.0                   | fa3f800000",
        "1e400                 | fa7f800000",
        "-1e400                | faff800000",
        "1e-400                | fa00000000",
        "`\\ud800`             | 63efbfbd",
        "`\\udc00\\ud800x`     | 67efbfbdefbfbd78",
        "`\\ud83d\\ude00`      | 64f09f9880",
        "`\\u0000\\`\\\\\\/`   | 6400225c2f",
        " [ ] | 80",
        "{`a`:{`b`:[null,true,false]}} | a16161a1616283f6f5f4",
        "{`a`:1,`a`:2} | a2616101616102"
      })
  void jsonIsRewrittenForCbor(String json, String hex) {
    assertThat(Encodes.cbor(Encodes.json(json.replace('`', '"')))).isEqualTo(hex);
  }

  @Test
  void bytesAreBase64InJsonAndMarkedSo() {
    Payload bytes = new Payload(Payload.Type.BYTES, Bytes.hex("fbff00"));

    assertThat(Encodes.json(bytes)).isEqualTo("\"+/8A\",\"encoding\":\"base64\"");
    assertThat(Encodes.cbor(bytes)).isEqualTo("43fbff00");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "7b",
        "31 20 32",
        "22 c0af 22",
        "efbbbf31",
        "5b315d5d",
        "22 00 22",
        "ff",
        "2d"
      })
  void whatIsNoJsonThoughItIsSaidToBeGoesOutAsBytes(String hex) {
    Payload lie = new Payload(Payload.Type.JSON, Bytes.hex(hex));
    Payload bytes = new Payload(Payload.Type.BYTES, Bytes.hex(hex));

    assertThat(Encodes.json(lie)).isEqualTo(Encodes.json(bytes));
    assertThat(Encodes.cbor(lie)).isEqualTo(Encodes.cbor(bytes));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "81", "a16161", "0001", "61ff", "9f01", "1c", "81818141"})
  void whatIsNoCborThoughItIsSaidToBeGoesOutAsBytes(String hex) {
    Payload bytes = new Payload(Payload.Type.BYTES, Bytes.hex(hex));

    assertThat(Encodes.json(Encodes.cborPayload(hex))).isEqualTo(Encodes.json(bytes));
    assertThat(Encodes.cbor(Encodes.cborPayload(hex))).isEqualTo(Encodes.cbor(bytes));
  }

  @Test
  void hugeIntegersAreExactUpToABound() {
    BigInteger largest =
        BigInteger.TWO.pow(8 * CborScanner.BIGNUM_BYTES_MAX).subtract(BigInteger.ONE);
    String hex = "c2 59 0190 " + "ff".repeat(CborScanner.BIGNUM_BYTES_MAX);

    Payload exact = Decodes.cborData(hex);

    assertThat(exact).isEqualTo(Encodes.json(largest.toString()));
    assertThat(Encodes.cbor(exact)).isEqualTo(hex.replace(" ", ""));
    assertThat(Decodes.cborData("c2 59 0191" + "ff".repeat(0x191)).type())
        .isEqualTo(Payload.Type.CBOR);
    assertThat(Encodes.cbor(Encodes.json("1".repeat(60_000)))).isEqualTo("fa7f800000");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 23, 24, 255, 256, 65_535, 65_536})
  void containersOfAnySizeAreCounted(int size) {
    String json = "[" + "{},".repeat(size) + "[]]";

    byte[] cbor = Encodes.frame(WireFormat.cbor(), Encodes.json("[" + json + ",[" + json + "]]"));

    assertThat(Tree.ofCbor(cbor).toString()).contains("data=[[" + "{}, ".repeat(size) + "[]], [[");
    assertThat(CborScanner.valid(cbor)).isTrue();
  }
}

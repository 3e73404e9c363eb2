package heliograph.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadCheckTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "-1.5e3",
        "\"\"",
        "\"ü\\u0000\"",
        "null",
        "true",
        "[]",
        "{}",
        " {\"a\":[1,{}]} \n",
        "{\"a\":1,\"a\":2}",
        "\"\uFFFD\"",
        "\"\uD83D\uDEF0\""
      })
  void oneJsonValueIsJson(String text) {
    assertThat(PayloadCheck.isJson(Bytes.utf8(text))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "hello",
        "1 2",
        "{} {}",
        "{}}",
        "{",
        "[1,]",
        "{\"a\":}",
        "{a:1}",
        "'a'",
        "NaN",
        "01",
        "\"\n\"",
        "// c\n1",
        "\"a",
        "\uFEFF1",
        "\"\\ud800"
      })
  void anythingElseIsNot(String text) {
    assertThat(PayloadCheck.isJson(Bytes.utf8(text))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"22ff22", "22c08022", "22eda08022", "2200"})
  void brokenUtf8IsNoJson(String hex) {
    assertThat(PayloadCheck.isJson(HexFormat.of().parseHex(hex))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-16", "UTF-32"})
  void otherEncodingsOfJsonAreNoJson(String charset) {
    assertThat(PayloadCheck.isJson("{\"a\":1}".getBytes(java.nio.charset.Charset.forName(charset))))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 9_999})
  void deepNestingIsJson(int depth) {
    String text = "[".repeat(depth) + "]".repeat(depth);

    assertThat(PayloadCheck.isJson(text.getBytes(StandardCharsets.UTF_8))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {10_001, 1_000_000})
  void bottomlessNestingIsRefusedAndNoCrash(int depth) {
    assertThat(PayloadCheck.isJson("[".repeat(depth).getBytes(StandardCharsets.UTF_8))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"00", "43010203", "9f01ff", "a1616101", "fb7ff8000000000000", "a10143010203"})
  void oneCborItemIsCbor(String hex) {
    assertThat(PayloadCheck.isCbor(HexFormat.of().parseHex(hex))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0000", "430102", "9f01", "ff", "62c328", "1c"})
  void anythingElseIsNoCbor(String hex) {
    assertThat(PayloadCheck.isCbor(HexFormat.of().parseHex(hex))).isFalse();
  }
}

package heliograph.websocket.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.websocket.deflate.Negotiation.Agreement;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7692 §5.1 and §7.1, RFC 6455 §9.1: which offers are agreed to, and how. */
class NegotiationTest {

  private static final String AGREED =
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
  private static final String AGREED_15 = AGREED + "; server_max_window_bits=15";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "permessage-deflate",
        " permessage-deflate ",
        "permessage-deflate; client_max_window_bits",
        "permessage-deflate; client_max_window_bits=8",
        "permessage-deflate; client_max_window_bits=15",
        "permessage-deflate; client_max_window_bits=\"10\"",
        "permessage-deflate; client_max_window_bits=\"1\\0\"",
        "permessage-deflate; server_no_context_takeover",
        "permessage-deflate; client_no_context_takeover",
        "permessage-deflate;server_no_context_takeover;client_no_context_takeover",
        "permessage-deflate\t;\tclient_max_window_bits = 12",
        "permessage-deflate; client_no_context_takeover; client_max_window_bits"
      })
  void anAcceptableOfferIsAgreedToWithoutContextTakeover(String offer) {
    assertThat(answer(offer)).isEqualTo(AGREED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "permessage-deflate; server_max_window_bits=15",
        "permessage-deflate; server_max_window_bits=\"15\"",
        "permessage-deflate; client_max_window_bits; server_max_window_bits=15",
        "permessage-deflate; server_no_context_takeover; server_max_window_bits=15"
      })
  void aFullServerWindowIsConfirmed(String offer) {
    assertThat(answer(offer)).isEqualTo(AGREED_15);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 9, 10, 11, 12, 13, 14, 15})
  void aSmallerServerWindowIsAgreedToAndKnown(int bits) {
    assertThat(Negotiation.answer(List.of("permessage-deflate; server_max_window_bits=" + bits)))
        .contains(new Agreement(AGREED + "; server_max_window_bits=" + bits, 1 << bits));
    assertThat(Negotiation.answer(List.of("permessage-deflate")))
        .contains(new Agreement(AGREED, 1 << 15));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ",",
        ";",
        "x-webkit-deflate-frame",
        "Permessage-Deflate",
        "permessage-deflate; server_max_window_bits=7",
        "permessage-deflate; server_max_window_bits=08",
        "permessage-deflate; server_max_window_bits=+9",
        "permessage-deflate; server_max_window_bits=9.0",
        "permessage-deflate; server_max_window_bits=\"\"",
        "permessage-deflate; server_max_window_bits=99999999999",
        "permessage-deflate; server_max_window_bits",
        "permessage-deflate; server_max_window_bits=16",
        "permessage-deflate; server_max_window_bits=015",
        "permessage-deflate; client_max_window_bits=7",
        "permessage-deflate; client_max_window_bits=16",
        "permessage-deflate; client_max_window_bits=08",
        "permessage-deflate; client_max_window_bits=-9",
        "permessage-deflate; client_max_window_bits=9x",
        "permessage-deflate; client_max_window_bits=\"\"",
        "permessage-deflate; server_no_context_takeover=1",
        "permessage-deflate; client_no_context_takeover=true",
        "permessage-deflate; unknown",
        "permessage-deflate; unknown=1",
        "permessage-deflate; Client_Max_Window_Bits",
        "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
        "permessage-deflate; client_no_context_takeover; client_no_context_takeover",
        "permessage-deflate; client_max_window_bits; client_max_window_bits",
        "permessage-deflate; client_max_window_bits=9; client_max_window_bits=10",
        "permessage-deflate; server_max_window_bits=15; server_max_window_bits=15"
      })
  void anOfferWithParametersThatAreNotAllowedIsDeclined(String offer) {
    assertThat(Negotiation.answer(List.of(offer))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "permessage-deflate;",
        "permessage-deflate; ;client_max_window_bits",
        "permessage-deflate client_max_window_bits",
        "permessage-deflate; client_max_window_bits=",
        "permessage-deflate; client_max_window_bits=8 9",
        "permessage-deflate; =8",
        "permessage-deflate=8",
        "permessage-deflate; client_max_window_bits=\"8",
        "permessage-deflate; client_max_window_bits=\"8\\",
        "permessage-deflate; client_max_window_bits=\"8\"9",
        "permessage-deflate; client_max_window_bits=\"8 \"",
        "\"permessage-deflate\"",
        "permessage-deflate\u0000",
        "permessage-deflate; clïent"
      })
  void aMalformedOfferIsDeclined(String offer) {
    assertThat(Negotiation.answer(List.of(offer))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "permessage-deflate; server_max_window_bits=16, permessage-deflate",
        "permessage-deflate; unknown, permessage-deflate; client_max_window_bits",
        "permessage-deflate; =, permessage-deflate",
        "permessage-deflate; a=\"permessage-deflate, permessage-deflate\", permessage-deflate",
        "x; a=\"q\\\", permessage-deflate; server_max_window_bits=15, \", permessage-deflate",
        "x y=\"\\\", permessage-deflate; server_max_window_bits=15, \", permessage-deflate",
        "permessage-foo; a=1, permessage-deflate, permessage-deflate; server_max_window_bits=15",
        ",, permessage-deflate"
      })
  void theFirstAcceptableOfferOfALineIsTaken(String header) {
    assertThat(answer(header)).isEqualTo(AGREED);
  }

  @Test
  void offersMayStandInSeveralLines() {
    List<String> headers =
        List.of(
            "permessage-foo; x=\"unclosed, permessage-deflate",
            "permessage-deflate; server_max_window_bits=7",
            "permessage-deflate; server_max_window_bits=15",
            "permessage-deflate");

    assertThat(answer(headers.toArray(String[]::new))).isEqualTo(AGREED_15);
  }

  @Test
  void withoutTheHeaderNothingIsAgreedTo() {
    assertThat(Negotiation.answer(List.of())).isEmpty();
  }

  @Property(tries = 2000)
  void anyHeaderGetsOneOfTheAnswers(
      @ForAll
          @Chars({'"', '\\', ';', ',', '=', ' ', '\t', 'a', '1', '5'})
          @CharRange(from = '\u0000', to = '\u00ff')
          String tail) {
    assertThat(answer("permessage-deflate" + tail))
        .matches("(" + AGREED + "(; server_max_window_bits=([89]|1[0-5]))?)?");
  }

  /** The header; empty where there is none. */
  private static String answer(String... headers) {
    return Negotiation.answer(List.of(headers)).map(Agreement::header).orElse("");
  }
}

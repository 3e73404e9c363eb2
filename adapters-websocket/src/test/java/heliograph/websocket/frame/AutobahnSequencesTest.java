package heliograph.websocket.frame;

import static heliograph.websocket.frame.ClientFrame.end;
import static heliograph.websocket.frame.ClientFrame.hex;
import static heliograph.websocket.frame.ClientFrame.more;
import static heliograph.websocket.frame.ClientFrame.ping;
import static heliograph.websocket.frame.ClientFrame.pong;
import static heliograph.websocket.frame.ClientFrame.text;
import static heliograph.websocket.frame.ClientFrame.textStart;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The frame sequences of the Autobahn test suite's groups 2 to 7 that no section's own test has,
 * under its numbers: what it wants to see of them, read at once and byte by byte.
 */
class AutobahnSequencesTest {

  private static final ClientFrame CLOSE = ClientFrame.close(1000, "");

  static Stream<Arguments> cases() {
    return Stream.of(
        row("2.9", "pong:unsolicited ping:p close:1000:", pong("unsolicited"), ping("p"), CLOSE),
        row("2.10", "ping:1 ping:2 ping:3 close:1000:", ping("1"), ping("2"), ping("3"), CLOSE),
        row("3.2", "text:a refused:1002", text("a"), ClientFrame.of(0xA1, hex("61")), ping("")),
        row("3.3", "text:a refused:1002", text("a"), ClientFrame.of(0xB1, hex("61")), ping("")),
        row("3.4", "text:a refused:1002", text("a"), ClientFrame.of(0xC1, hex("61")), ping("")),
        row("3.5", "refused:1002", ClientFrame.of(0xD2, hex("00ff"))),
        row("3.6", "refused:1002", ClientFrame.of(0xE9, hex("61"))),
        row("3.7", "refused:1002", ClientFrame.of(0xF8, hex(""))),
        row("4.1.3", "text:a refused:1002", text("a"), ClientFrame.of(0x85, hex("")), ping("")),
        row("4.1.5", "text:a refused:1002", text("a"), ClientFrame.of(0x87, hex("61")), ping("")),
        row("4.2.3", "text:a refused:1002", text("a"), ClientFrame.of(0x8D, hex("")), ping("")),
        row("5.7", "ping:p text:ab", textStart("a"), ping("p"), end("b")),
        row("5.12", "refused:1002", more("a"), text("b")),
        row(
            "5.15",
            "text:ab refused:1002",
            textStart("a"),
            end("b"),
            more("c"),
            ClientFrame.of(0x81, hex("64"))),
        row("5.16", "refused:1002", more("a"), textStart("b"), end("c")),
        row("5.18", "refused:1002", textStart("a"), ClientFrame.of(0x81, hex("62"))),
        row(
            "5.19",
            "ping:1 ping:2 text:abcde",
            textStart("a"),
            more("b"),
            ping("1"),
            more("c"),
            more("d"),
            ping("2"),
            end("e")),
        row("6.1.2", "text:", textStart(""), more(""), end("")),
        row("6.1.3", "text:middle", textStart(""), more("middle"), end("")),
        row("6.3.2", "refused:1007", ClientFrame.of(0x81, hex("ceba eda080 656469746564"))),
        row("7.1.2", "close:1000:", CLOSE, CLOSE),
        row("7.1.3", "close:1000:", CLOSE, ping("")),
        row("7.1.4", "close:1000:", CLOSE, text("a")),
        row("7.1.5", "close:1000:", textStart("a"), CLOSE, end("b")));
  }

  private static Arguments row(String number, String expected, ClientFrame... frames) {
    return arguments(number, expected, List.of(frames));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void aSequenceEndsAsTheSuiteWants(String number, String expected, List<ClientFrame> frames) {
    byte[] bytes = ClientFrame.bytes(frames.toArray(ClientFrame[]::new));
    String[] events = expected.split(" ");

    assertThat(Recorder.decode(new FrameDecoder(1000), bytes)).containsExactly(events);
    assertThat(Recorder.decode(new FrameDecoder(1000), 1, bytes)).containsExactly(events);
  }
}

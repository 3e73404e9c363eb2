package heliograph.websocket.frame;

import static heliograph.websocket.frame.ClientFrame.end;
import static heliograph.websocket.frame.ClientFrame.hex;
import static heliograph.websocket.frame.ClientFrame.more;
import static heliograph.websocket.frame.ClientFrame.ping;
import static heliograph.websocket.frame.ClientFrame.text;
import static heliograph.websocket.frame.ClientFrame.textStart;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 6455 §5.4, each row read at once and byte by byte. */
class FragmentationTest {

  static Stream<Arguments> sequences() {
    return Stream.of(
        row("two fragments are one message", "text:ab", textStart("a"), end("b")),
        row("many fragments", "text:abcd", textStart("a"), more("b"), more("c"), end("d")),
        row("empty fragments", "text:a", textStart(""), more("a"), more(""), end("")),
        row("a message of empty fragments only", "text:", textStart(""), more(""), end("")),
        row(
            "binary in fragments",
            "binary:00ff",
            ClientFrame.of(0x02, hex("00")),
            ClientFrame.of(0x80, hex("ff"))),
        row(
            "a ping between fragments comes at once",
            "ping:p text:ab",
            textStart("a"),
            ping("p"),
            end("b")),
        row(
            "an empty pong between fragments",
            "pong: text:ab",
            textStart("a"),
            ClientFrame.pong(""),
            end("b")),
        row(
            "a close between fragments drops the message",
            "close:1000:",
            textStart("a"),
            ClientFrame.close(1000, ""),
            end("b")),
        row("two messages in fragments", "text:ab text:c", textStart("a"), end("b"), text("c")),
        row("a last fragment with nothing before", "refused:1002", end("a")),
        row("a middle fragment with nothing before", "refused:1002", more("a")),
        row("a continuation behind a whole message", "text:a refused:1002", text("a"), end("b")),
        row(
            "a continuation behind a message in fragments",
            "text:ab refused:1002",
            textStart("a"),
            end("b"),
            more("c")),
        row("a new message within one", "refused:1002", textStart("a"), text("b")),
        row("a new fragmented message within one", "refused:1002", textStart("a"), textStart("b")),
        row(
            "a new message of another type within one",
            "refused:1002",
            textStart("a"),
            ClientFrame.binary(hex("00"))),
        row("a fragmented ping", "refused:1002", ClientFrame.of(0x09, hex("61"))),
        row("a fragmented pong", "refused:1002", ClientFrame.of(0x0A, hex(""))),
        row("a fragmented close", "refused:1002", ClientFrame.of(0x08, hex("03e8"))));
  }

  private static Arguments row(String name, String expected, ClientFrame... frames) {
    return arguments(name, expected, List.of(frames));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sequences")
  void fragmentsFollowTheRules(String name, String expected, List<ClientFrame> frames) {
    byte[] bytes = ClientFrame.bytes(frames.toArray(ClientFrame[]::new));
    String[] events = expected.split(" ");

    assertThat(Recorder.decode(new FrameDecoder(1000), bytes)).containsExactly(events);
    assertThat(Recorder.decode(new FrameDecoder(1000), 1, bytes)).containsExactly(events);
  }
}

package heliograph.app.cli.chat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import tools.jackson.databind.JsonNode;

/** Turns what others sent into text that is safe to print: no control character survives. */
final class Printable {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

  private Printable() {}

  /** A message in one line, with the time it has in the log. */
  static String message(JsonNode frame, ZoneId zone) {
    Instant at = Instant.ofEpochMilli(frame.path("at").asLong(0));
    return "[%s] %s: %s"
        .formatted(
            TIME.format(at.atZone(zone)), clean(frame.path("from").asString("?")), data(frame));
  }

  private static String data(JsonNode frame) {
    JsonNode data = frame.path("data");
    if (data.isString()) {
      return clean(data.asString());
    }
    return data.path("text").isString()
        ? clean(data.path("text").asString())
        : clean(data.toString());
  }

  /** Escape sequences could otherwise rewrite the reader's screen. */
  static String clean(String text) {
    return text.replaceAll("\\p{Cntrl}|[\\x{80}-\\x{9f}]", "\u00b7");
  }
}

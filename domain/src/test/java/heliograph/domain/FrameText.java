package heliograph.domain;

import heliograph.domain.id.RequestId;
import heliograph.domain.message.Ephemeral;
import heliograph.domain.message.Message;
import heliograph.domain.message.ServerFrame;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Frames as one line each, so that whole lists of them can be compared and read. */
final class FrameText {
  private FrameText() {}

  static String of(ServerFrame frame) {
    return switch (frame) {
      case Message m -> message(m);
      case ServerFrame.Redelivery r -> message(r.message()) + " redelivered";
      case Ephemeral e -> e.room() + "@- " + e.from() + ": " + text(e.payload().bytes());
      case ServerFrame.Welcome w -> welcome(w);
      case ServerFrame.Joined j ->
          "joined " + id(j.id()) + place(j.room() + "", j.position(), j.recovered());
      case ServerFrame.Left l -> "left " + id(l.id()) + l.room();
      case ServerFrame.Published p ->
          "published "
              + id(p.id())
              + p.room()
              + (p.epoch() == null ? "" : "@" + p.position())
              + (p.duplicate() ? " duplicate" : "");
      case ServerFrame.PresenceList p ->
          "presence "
              + id(p.id())
              + p.room()
              + " "
              + p.count()
              + p.members().stream()
                  .map(m -> m.user() + "/" + m.session())
                  .collect(Collectors.joining(", ", " [", "]"));
      case ServerFrame.HistoryPage h ->
          "history "
              + id(h.id())
              + h.room()
              + h.messages().stream()
                  .map(FrameText::message)
                  .collect(Collectors.joining(", ", " [", "]"))
              + (h.more() ? " more" : "");
      case ServerFrame.Refreshed r -> "refreshed " + id(r.id()) + "until " + r.expiresAtMs();
      case ServerFrame.Pong p -> ("pong " + id(p.id())).strip();
      case ServerFrame.MemberChange c ->
          (c.joined() ? "member_joined " : "member_left ") + c.room() + " " + c.session();
      case ServerFrame.TokenExpiring t -> "token_expiring " + t.expiresAtMs();
      case ServerFrame.ServerShutdown s -> "server_shutdown " + s.retryAfterMs();
      case ServerFrame.Reconnect r -> "reconnect " + r.retryAfterMs();
      case ServerFrame.Failure f -> "error " + id(f.id()) + f.code().wire() + ": " + f.message();
    };
  }

  private static String message(Message m) {
    String prev = m.prev() == Message.UNKNOWN ? "?" : "" + m.prev();
    return m.room()
        + "@"
        + m.position()
        + "<"
        + prev
        + " "
        + m.log().from()
        + ": "
        + text(m.log().payload().bytes());
  }

  private static String welcome(ServerFrame.Welcome w) {
    if (!w.resumed()) {
      return "welcome " + w.user() + " " + w.session() + " new";
    }
    return w.rooms().stream()
        .map(r -> place("" + r.room(), r.position(), r.recovered()))
        .sorted()
        .collect(
            Collectors.joining(
                ", ", "welcome " + w.user() + " " + w.session() + " resumed [", "]"));
  }

  private static String place(String room, long position, boolean recovered) {
    return room + "@" + position + (recovered ? "" : " lost");
  }

  private static String id(RequestId id) {
    return switch (id) {
      case null -> "";
      case RequestId.Number(long value) -> value + " ";
      case RequestId.Name(String value) -> value + " ";
    };
  }

  private static String text(byte[] data) {
    return new String(data, StandardCharsets.UTF_8);
  }
}

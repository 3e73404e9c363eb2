package heliograph.websocket.protocol;

import heliograph.domain.id.Epoch;
import heliograph.domain.id.RequestId;
import heliograph.domain.message.Ephemeral;
import heliograph.domain.message.Message;
import heliograph.domain.message.ServerFrame;
import heliograph.domain.session.Principal;

/** Which fields each server frame has, in which order; the same for both formats. */
final class FrameWriter {
  private static final int ENVELOPE_BYTES = 256;

  private final Output out;

  private FrameWriter(Output out) {
    this.out = out;
  }

  /** Returns about how many bytes {@code frame} will take. */
  static int sizeHint(ServerFrame frame) {
    return switch (frame) {
      case Message m -> m.log().payload().size() + ENVELOPE_BYTES;
      case ServerFrame.Redelivery r -> r.message().log().payload().size() + ENVELOPE_BYTES;
      case Ephemeral e -> e.payload().size() + ENVELOPE_BYTES;
      default -> ENVELOPE_BYTES;
    };
  }

  static byte[] write(ServerFrame frame, Output out, WireFormat.Framing framing) {
    FrameWriter writer = new FrameWriter(out);
    out.beginObject();
    writer.fields(frame);
    out.endObject();
    return framing.frame(out.buf, 0, out.size);
  }

  private void fields(ServerFrame frame) {
    switch (frame) {
      case Message m -> message(m);
      case ServerFrame.Redelivery r -> {
        message(r.message());
        out.put(Field.REDELIVERED, true);
      }
      case Ephemeral e -> ephemeral(e);
      case ServerFrame.Welcome w -> welcome(w);
      case ServerFrame.Joined j -> {
        reply("joined", j.id());
        out.put(Field.ROOM, j.room().value());
        place(j.epoch(), j.position());
        out.put(Field.RECOVERED, j.recovered());
      }
      case ServerFrame.Left l -> {
        reply("left", l.id());
        out.put(Field.ROOM, l.room().value());
      }
      case ServerFrame.Published p -> published(p);
      case ServerFrame.PresenceList p -> presence(p);
      case ServerFrame.HistoryPage h -> history(h);
      case ServerFrame.Refreshed r -> {
        reply("refreshed", r.id());
        expiresAt(r.expiresAtMs());
      }
      case ServerFrame.Pong p -> reply("pong", p.id());
      case ServerFrame.MemberChange m -> memberChange(m);
      case ServerFrame.TokenExpiring t -> {
        out.put(Field.TYPE, "token_expiring");
        expiresAt(t.expiresAtMs());
      }
      case ServerFrame.ServerShutdown s -> {
        out.put(Field.TYPE, "server_shutdown");
        out.put(Field.RETRY_AFTER_MS, s.retryAfterMs());
      }
      case ServerFrame.Reconnect r -> {
        out.put(Field.TYPE, "reconnect");
        out.put(Field.RETRY_AFTER_MS, r.retryAfterMs());
      }
      case ServerFrame.Failure f -> failure(f);
    }
  }

  private void reply(String type, RequestId id) {
    out.put(Field.TYPE, type);
    switch (id) {
      case RequestId.Number n -> out.put(Field.ID, n.value());
      case RequestId.Name n -> out.put(Field.ID, n.value());
      case null -> {}
    }
  }

  private void place(Epoch epoch, long position) {
    out.put(Field.EPOCH, epoch.value());
    out.put(Field.POSITION, position);
  }

  private void expiresAt(long ms) {
    if (ms != Principal.NEVER) {
      out.put(Field.EXPIRES_AT, ms);
    }
  }

  private void message(Message m) {
    out.put(Field.TYPE, "message");
    out.put(Field.ROOM, m.room().value());
    place(m.epoch(), m.position());
    if (m.prev() != Message.UNKNOWN) {
      out.put(Field.PREV, m.prev());
    }
    if (m.log().from() != null) {
      out.put(Field.FROM, m.log().from().value());
    }
    out.put(Field.AT, m.log().atMs());
    out.data(m.log().payload());
    if (m.log().key() != null) {
      out.put(Field.KEY, m.log().key().value());
    }
  }

  private void ephemeral(Ephemeral e) {
    out.put(Field.TYPE, "message");
    out.put(Field.ROOM, e.room().value());
    if (e.from() != null) {
      out.put(Field.FROM, e.from().value());
    }
    out.put(Field.AT, e.atMs());
    out.data(e.payload());
    out.put(Field.EPHEMERAL, true);
  }

  private void welcome(ServerFrame.Welcome w) {
    out.put(Field.TYPE, "welcome");
    out.put(Field.SESSION, w.session().value());
    out.put(Field.RESUME, w.resume());
    out.put(Field.RESUMED, w.resumed());
    out.put(Field.USER, w.user().value());
    out.put(Field.NODE, w.node().value());
    out.put(Field.HEARTBEAT_MS, w.heartbeatMs());
    out.name(Field.LIMITS);
    out.beginObject();
    out.put(Field.MAX_FRAME_BYTES, w.maxFrameBytes());
    out.put(Field.MAX_ROOMS, w.maxRooms());
    out.endObject();
    out.name(Field.ROOMS);
    out.beginArray();
    for (ServerFrame.RoomState room : w.rooms()) {
      out.element();
      roomState(room);
    }
    out.endArray();
    if (w.inbox() != null) {
      out.name(Field.INBOX);
      roomState(w.inbox());
    }
  }

  private void roomState(ServerFrame.RoomState r) {
    out.beginObject();
    out.put(Field.ROOM, r.room().value());
    place(r.epoch(), r.position());
    out.put(Field.RECOVERED, r.recovered());
    out.endObject();
  }

  private void published(ServerFrame.Published p) {
    reply("published", p.id());
    out.put(Field.ROOM, p.room().value());
    if (p.epoch() != null) {
      place(p.epoch(), p.position());
    }
    if (p.duplicate()) {
      out.put(Field.DUPLICATE, true);
    }
  }

  private void presence(ServerFrame.PresenceList p) {
    reply("presence", p.id());
    out.put(Field.ROOM, p.room().value());
    out.put(Field.COUNT, p.count());
    out.name(Field.MEMBERS);
    out.beginArray();
    for (ServerFrame.Present member : p.members()) {
      out.element();
      out.beginObject();
      out.put(Field.USER, member.user().value());
      out.put(Field.SESSION, member.session().value());
      out.put(Field.SINCE, member.sinceMs());
      out.endObject();
    }
    out.endArray();
  }

  /** Its messages look like those delivered live, so that a client needs one reader for both. */
  private void history(ServerFrame.HistoryPage h) {
    reply("history", h.id());
    out.put(Field.ROOM, h.room().value());
    out.put(Field.EPOCH, h.epoch().value());
    out.name(Field.MESSAGES);
    out.beginArray();
    for (Message m : h.messages()) {
      out.element();
      out.beginObject();
      message(m);
      out.endObject();
    }
    out.endArray();
    out.put(Field.MORE, h.more());
  }

  private void memberChange(ServerFrame.MemberChange m) {
    out.put(Field.TYPE, m.joined() ? "member_joined" : "member_left");
    out.put(Field.ROOM, m.room().value());
    out.put(Field.USER, m.user().value());
    out.put(Field.SESSION, m.session().value());
    out.put(Field.AT, m.atMs());
  }

  private void failure(ServerFrame.Failure f) {
    reply("error", f.id());
    out.put(Field.CODE, f.code().wire());
    out.put(Field.MESSAGE, f.message());
    if (f.retryAfterMs() >= 0) {
      out.put(Field.RETRY_AFTER_MS, f.retryAfterMs());
    }
  }
}

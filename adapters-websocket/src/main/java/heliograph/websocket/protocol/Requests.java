package heliograph.websocket.protocol;

import static heliograph.websocket.protocol.RequestField.ACK;
import static heliograph.websocket.protocol.RequestField.ACKS;
import static heliograph.websocket.protocol.RequestField.AFTER;
import static heliograph.websocket.protocol.RequestField.BEFORE;
import static heliograph.websocket.protocol.RequestField.DATA;
import static heliograph.websocket.protocol.RequestField.ECHO;
import static heliograph.websocket.protocol.RequestField.EPHEMERAL;
import static heliograph.websocket.protocol.RequestField.EPOCH;
import static heliograph.websocket.protocol.RequestField.FROM;
import static heliograph.websocket.protocol.RequestField.HISTORY;
import static heliograph.websocket.protocol.RequestField.ID;
import static heliograph.websocket.protocol.RequestField.KEY;
import static heliograph.websocket.protocol.RequestField.LIMIT;
import static heliograph.websocket.protocol.RequestField.POSITION;
import static heliograph.websocket.protocol.RequestField.ROOM;
import static heliograph.websocket.protocol.RequestField.TOKEN;
import static heliograph.websocket.protocol.RequestField.TRACEPARENT;
import static heliograph.websocket.protocol.RequestField.TYPE;
import static heliograph.websocket.protocol.RequestField.USER;

import heliograph.domain.ErrorCode;
import heliograph.domain.id.Epoch;
import heliograph.domain.id.MessageKey;
import heliograph.domain.id.RequestId;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.UserId;
import heliograph.domain.message.Payload;
import heliograph.domain.message.Request;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Makes requests of fields: which are needed, of what type, in what range, which exclude others.
 */
final class Requests {
  /** Inclusive bound on the entries of one {@code ack} frame. */
  static final int ACKS_MAX = 1_000;

  /** The position before a log's first. */
  private static final long POSITION_MIN = -1;

  private static final Set<RequestField> FROM_FIELDS = EnumSet.of(EPOCH, POSITION);
  private static final Set<RequestField> ACKED_FIELDS = EnumSet.of(ROOM, POSITION);

  private final Fields frame;

  private Requests(Fields frame) {
    this.frame = frame;
  }

  static Decoded of(Fields frame) {
    RequestId id = frame.usableId();
    if (!(frame.value(TYPE) instanceof String wire)) {
      String message = frame.wanted(TYPE, "a string").getMessage();
      return new Decoded.Bad(id, ErrorCode.BAD_FRAME, message);
    }
    RequestType type = RequestType.of(wire);
    if (type == null) {
      String message = Fields.shown(wire) + " is not a \"type\" that clients send";
      return new Decoded.Bad(id, ErrorCode.UNKNOWN_TYPE, message);
    }
    try {
      return new Decoded.Ok(new Requests(frame).request(type));
    } catch (Refusal e) {
      return new Decoded.Bad(id, ErrorCode.INVALID, e.getMessage());
    }
  }

  private Request request(RequestType type) throws Refusal {
    boolean anonymous =
        type == RequestType.ACKNOWLEDGE || type == RequestType.PING && !frame.has(ID);
    RequestId id = anonymous ? null : frame.id();
    frame.require(type.fields, '"' + type.wire + '"');
    return switch (type) {
      case JOIN -> join(id);
      case LEAVE -> new Request.Leave(id, room(frame));
      case PUBLISH -> publish(id);
      case SEND ->
          new Request.Send(id, frame.text(USER, UserId::new), data(), key(), traceparent());
      case PRESENCE -> new Request.Presence(id, room(frame));
      case HISTORY_PAGE -> history(id);
      case REFRESH -> new Request.Refresh(id, frame.text(TOKEN));
      case PING -> new Request.Ping(id);
      case ACKNOWLEDGE -> ack();
    };
  }

  private Request.Join join(RequestId id) throws Refusal {
    frame.notBoth(FROM, HISTORY);
    int history = frame.has(HISTORY) ? count(HISTORY, 0) : 0;
    return new Request.Join(id, room(frame), from(), frame.flag(ACK, false), history);
  }

  private Request.From from() throws Refusal {
    return switch (frame.value(FROM)) {
      case null -> null;
      case Fields from -> {
        from.require(FROM_FIELDS, "\"from\"");
        yield new Request.From(from.text(EPOCH, Epoch::new), position(from));
      }
      default -> throw frame.wanted(FROM, "an object with \"epoch\" and \"position\"");
    };
  }

  private Request.Publish publish(RequestId id) throws Refusal {
    boolean ephemeral = frame.flag(EPHEMERAL, false);
    if (ephemeral) {
      frame.notBoth(EPHEMERAL, KEY);
    }
    boolean echo = frame.flag(ECHO, true);
    return new Request.Publish(id, room(frame), data(), key(), ephemeral, echo, traceparent());
  }

  private Request.History history(RequestId id) throws Refusal {
    frame.notBoth(BEFORE, AFTER);
    return new Request.History(id, room(frame), bound(BEFORE), bound(AFTER), count(LIMIT, 1));
  }

  private long bound(RequestField field) throws Refusal {
    return frame.has(field) ? frame.integer(field, POSITION_MIN) : Request.History.OPEN;
  }

  /** A count past int's range asks for more than any node gives: as good as the greatest int. */
  private int count(RequestField field, int min) throws Refusal {
    return (int) Math.min(frame.integer(field, min), Integer.MAX_VALUE);
  }

  private Request.Ack ack() throws Refusal {
    if (!frame.has(ACKS)) {
      return new Request.Ack(List.of(new Request.Acked(room(frame), position(frame))));
    }
    frame.notBoth(ACKS, ROOM);
    frame.notBoth(ACKS, POSITION);
    if (!(frame.value(ACKS) instanceof List<?> entries) || entries.size() > ACKS_MAX) {
      throw frame.wanted(ACKS, "an array of at most " + ACKS_MAX + " objects");
    }
    List<Request.Acked> acks = new ArrayList<>(entries.size());
    for (Object entry : entries) {
      if (!(entry instanceof Fields fields)) {
        String message = "must be an object with \"room\" and \"position\"";
        throw new Refusal("\"acks[" + acks.size() + "]\" " + message);
      }
      fields.require(ACKED_FIELDS, "an entry of \"acks\"");
      acks.add(new Request.Acked(room(fields), position(fields)));
    }
    return new Request.Ack(List.copyOf(acks));
  }

  private static RoomName room(Fields fields) throws Refusal {
    return fields.text(ROOM, RoomName::new);
  }

  private static long position(Fields fields) throws Refusal {
    return fields.integer(POSITION, POSITION_MIN);
  }

  private Payload data() throws Refusal {
    if (frame.value(DATA) instanceof Payload payload) {
      return payload;
    }
    throw new Refusal("\"data\" is missing: it may be any value, also null");
  }

  private MessageKey key() throws Refusal {
    return frame.has(KEY) ? frame.text(KEY, MessageKey::new) : null;
  }

  private String traceparent() throws Refusal {
    if (!frame.has(TRACEPARENT)) {
      return null;
    }
    if (frame.value(TRACEPARENT) instanceof String s && Traceparent.valid(s)) {
      return s;
    }
    throw frame.wanted(TRACEPARENT, "a W3C traceparent, such as " + Traceparent.EXAMPLE);
  }
}

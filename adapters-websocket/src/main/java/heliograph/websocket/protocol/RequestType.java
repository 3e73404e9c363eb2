package heliograph.websocket.protocol;

import static heliograph.websocket.protocol.RequestField.ACK;
import static heliograph.websocket.protocol.RequestField.ACKS;
import static heliograph.websocket.protocol.RequestField.AFTER;
import static heliograph.websocket.protocol.RequestField.BEFORE;
import static heliograph.websocket.protocol.RequestField.DATA;
import static heliograph.websocket.protocol.RequestField.ECHO;
import static heliograph.websocket.protocol.RequestField.EPHEMERAL;
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

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A value of {@code type} in the frames clients send, and the fields it may come with. */
enum RequestType {
  JOIN(ID, ROOM, FROM, ACK, HISTORY),
  LEAVE(ID, ROOM),
  PUBLISH(ID, ROOM, DATA, KEY, EPHEMERAL, ECHO, TRACEPARENT),
  SEND(ID, USER, DATA, KEY, TRACEPARENT),
  PRESENCE(ID, ROOM),
  HISTORY_PAGE("history", ID, ROOM, LIMIT, BEFORE, AFTER),
  REFRESH(ID, TOKEN),
  PING(ID),
  ACKNOWLEDGE("ack", ROOM, POSITION, ACKS);

  private static final Map<String, RequestType> BY_NAME = new HashMap<>();

  static {
    for (RequestType type : values()) {
      BY_NAME.put(type.wire, type);
    }
  }

  final String wire;
  final Set<RequestField> fields;

  RequestType(RequestField... fields) {
    this(null, fields);
  }

  RequestType(String wire, RequestField... fields) {
    this.wire = wire == null ? name().toLowerCase(Locale.ROOT) : wire;
    this.fields = EnumSet.of(TYPE, fields);
  }

  /** Returns the type of that name, or null. */
  static RequestType of(String wire) {
    return BY_NAME.get(wire);
  }
}

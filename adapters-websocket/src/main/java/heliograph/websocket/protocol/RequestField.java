package heliograph.websocket.protocol;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A field name of the frames clients send. */
enum RequestField {
  TYPE,
  ID,
  ROOM,
  FROM,
  EPOCH,
  POSITION,
  ACK,
  HISTORY,
  DATA,
  KEY,
  EPHEMERAL,
  ECHO,
  TRACEPARENT,
  USER,
  LIMIT,
  BEFORE,
  AFTER,
  TOKEN,
  ACKS;

  /** All of them: {@code values()} makes a copy each time. */
  static final List<RequestField> ALL = List.of(values());

  private static final Map<String, RequestField> BY_NAME = new HashMap<>();

  static {
    for (RequestField field : values()) {
      BY_NAME.put(field.wire, field);
    }
  }

  final String wire = name().toLowerCase(Locale.ROOT);

  /** Returns the field of that name, or null. */
  static RequestField of(String name) {
    return BY_NAME.get(name);
  }
}

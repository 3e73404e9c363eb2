package heliograph.kafka;

import heliograph.domain.Control;
import heliograph.domain.id.NodeId;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * How controls stand in their topic: small JSON objects with a version, so that a later one can be
 * told from this; keyed by what they are about, so that compaction keeps the last word on it.
 */
final class ControlFormat {
  private static final JsonFactory JSON = new JsonFactory();
  private static final long VERSION = 1;
  private static final String TAKEN = "session_taken";
  private static final String DISCONNECT = "disconnect";

  private ControlFormat() {}

  static byte[] key(Control control) {
    return Bytes.utf8(
        switch (control) {
          case Control.SessionTaken taken -> "session:" + taken.session();
          case Control.Disconnect disconnect -> "user:" + disconnect.user();
        });
  }

  static byte[] encode(Control control) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(128);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeNumberProperty("v", VERSION);
      switch (control) {
        case Control.SessionTaken(SessionId session, NodeId owner, long version) -> {
          json.writeStringProperty("type", TAKEN);
          json.writeStringProperty("session", session.value());
          json.writeStringProperty("owner", owner.value());
          json.writeNumberProperty("version", version);
        }
        case Control.Disconnect(UserId user) -> {
          json.writeStringProperty("type", DISCONNECT);
          json.writeStringProperty("user", user.value());
        }
      }
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  /** Reads a control; null for what is none, or one of a version this node does not know. */
  static Control decode(byte[] bytes) {
    try {
      Map<String, Object> fields = fields(bytes);
      if (!Long.valueOf(VERSION).equals(fields.get("v"))) {
        return null;
      }
      return switch (text(fields, "type")) {
        case TAKEN ->
            new Control.SessionTaken(
                new SessionId(text(fields, "session")),
                new NodeId(text(fields, "owner")),
                number(fields, "version"));
        case DISCONNECT -> new Control.Disconnect(new UserId(text(fields, "user")));
        default -> null;
      };
    } catch (JacksonException | IllegalArgumentException e) {
      return null;
    }
  }

  /** Returns an object's texts and whole numbers; fields of later versions may be anything. */
  private static Map<String, Object> fields(byte[] bytes) {
    Map<String, Object> fields = new HashMap<>();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), bytes)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return fields;
      }
      for (String name = parser.nextName(); name != null; name = parser.nextName()) {
        switch (parser.nextToken()) {
          case VALUE_STRING -> fields.put(name, parser.getString());
          case VALUE_NUMBER_INT -> fields.put(name, parser.getLongValue());
          case null, default -> parser.skipChildren();
        }
      }
    }
    return fields;
  }

  private static String text(Map<String, Object> fields, String name) {
    if (fields.get(name) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("no text " + name);
  }

  private static long number(Map<String, Object> fields, String name) {
    if (fields.get(name) instanceof Long number) {
      return number;
    }
    throw new IllegalArgumentException("no number " + name);
  }
}

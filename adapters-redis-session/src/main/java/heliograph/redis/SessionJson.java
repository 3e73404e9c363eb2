package heliograph.redis;

import heliograph.domain.id.Epoch;
import heliograph.domain.id.NodeId;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import heliograph.domain.session.SessionRecord;
import heliograph.domain.session.SessionRecord.RoomCursor;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A session as compact JSON. It begins with the version, by which the script compares, and is the
 * same for the same session byte by byte. Unknown fields are skipped, so that nodes of two versions
 * can share a store.
 */
final class SessionJson {
  private static final JsonFactory FACTORY = new JsonFactory();

  private SessionJson() {}

  static byte[] encode(SessionRecord session) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256 + 96 * session.rooms().size());
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeNumberProperty("version", session.version());
      json.writeStringProperty("id", session.id().value());
      json.writeStringProperty("user", session.user().value());
      json.writeStringProperty("secret", session.secretHash());
      if (session.formerSecretHash() != null) {
        json.writeStringProperty("former", session.formerSecretHash());
      }
      json.writeStringProperty("owner", session.owner().value());
      json.writeNumberProperty("expires", session.expiresAtMs());
      json.writeArrayPropertyStart("rooms");
      for (RoomCursor cursor : session.rooms()) {
        json.writeStartArray();
        json.writeString(cursor.room().value());
        json.writeString(cursor.epoch().value());
        json.writeNumber(cursor.position());
        json.writeNumber(cursor.sent());
        json.writeBoolean(cursor.ack());
        json.writeNumber(cursor.quietTo());
        json.writeEndArray();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  /**
   * Reads a session.
   *
   * @throws IllegalArgumentException in one line, if it is none
   */
  static SessionRecord decode(byte[] bytes) {
    try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
      SessionRecord session = read(json);
      if (json.nextToken() != null) {
        throw new IllegalArgumentException("more follows the object");
      }
      return session;
    } catch (JacksonException e) {
      throw new IllegalArgumentException(e.getOriginalMessage());
    }
  }

  private static SessionRecord read(JsonParser json) {
    require(json.nextToken(), JsonToken.START_OBJECT);
    String id = null;
    String user = null;
    String secret = null;
    String former = null;
    String owner = null;
    long version = 0;
    long expires = 0;
    List<RoomCursor> rooms = List.of();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "version" -> version = whole(json);
        case "id" -> id = text(json);
        case "user" -> user = text(json);
        case "secret" -> secret = text(json);
        case "former" -> former = text(json);
        case "owner" -> owner = text(json);
        case "expires" -> expires = whole(json);
        case "rooms" -> rooms = rooms(json);
        default -> json.skipChildren();
      }
    }
    if (secret == null) {
      throw new IllegalArgumentException("no secret");
    }
    return new SessionRecord(
        new SessionId(id),
        new UserId(user),
        secret,
        former,
        rooms,
        new NodeId(owner),
        version,
        expires);
  }

  private static List<RoomCursor> rooms(JsonParser json) {
    require(json.currentToken(), JsonToken.START_ARRAY);
    List<RoomCursor> rooms = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      require(json.currentToken(), JsonToken.START_ARRAY);
      json.nextToken();
      RoomName room = new RoomName(text(json));
      json.nextToken();
      Epoch epoch = new Epoch(text(json));
      json.nextToken();
      long position = whole(json);
      json.nextToken();
      long sent = whole(json);
      boolean ack = json.nextToken() == JsonToken.VALUE_TRUE;
      long quietTo = json.nextToken() == JsonToken.VALUE_NUMBER_INT ? whole(json) : position;
      while (json.currentToken() != JsonToken.END_ARRAY) {
        json.skipChildren();
        json.nextToken();
      }
      rooms.add(new RoomCursor(room, epoch, position, quietTo, sent, ack));
    }
    return rooms;
  }

  private static String text(JsonParser json) {
    require(json.currentToken(), JsonToken.VALUE_STRING);
    return json.getString();
  }

  private static long whole(JsonParser json) {
    require(json.currentToken(), JsonToken.VALUE_NUMBER_INT);
    return json.getLongValue();
  }

  private static void require(JsonToken token, JsonToken wanted) {
    if (token != wanted) {
      throw new IllegalArgumentException(wanted + " expected, not " + token);
    }
  }
}

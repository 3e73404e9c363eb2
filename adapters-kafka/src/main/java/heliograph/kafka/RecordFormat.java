package heliograph.kafka;

import heliograph.domain.id.MessageKey;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import heliograph.domain.message.Draft;
import heliograph.domain.message.Ephemeral;
import heliograph.domain.message.LogRecord;
import heliograph.domain.message.Payload;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * How messages stand in the topic, an interface for other programs: the room's name is the key, the
 * data the value, the rest is in headers. Anybody may write there, so nothing read is trusted: what
 * cannot be used is as if it were not there.
 */
final class RecordFormat {
  static final String FROM = "from";
  static final String KEY = "key";
  static final String TRACEPARENT = "traceparent";
  static final String CONTENT_TYPE = "content-type";

  /** Ours alone: the session that must not get the message back. */
  static final String SKIP = "skip";

  private static final String JSON_TYPE = "application/json";
  private static final String BYTES_TYPE = "application/octet-stream";
  private static final String CBOR_TYPE = "application/cbor";

  private static final Payload NO_DATA = new Payload(Payload.Type.JSON, new byte[0]);

  /** A W3C version 00 trace context has 55 characters; later ones may have more. */
  private static final int TRACEPARENT_MAX = 128;

  private RecordFormat() {}

  static ProducerRecord<byte[], byte[]> encode(
      String topic, int partition, byte[] key, Draft draft) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, partition, key, draft.payload().bytes());
    Headers headers = record.headers();
    headers.add(FROM, Bytes.utf8(draft.from().value()));
    if (draft.key() != null) {
      headers.add(KEY, Bytes.utf8(draft.key().value()));
    }
    if (draft.traceparent() != null) {
      headers.add(TRACEPARENT, Bytes.utf8(draft.traceparent()));
    }
    addCommon(headers, draft.payload(), draft.skip());
    return record;
  }

  static ProducerRecord<byte[], byte[]> encode(String topic, Ephemeral message) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topic,
            null,
            message.atMs(),
            Bytes.utf8(message.room().value()),
            message.payload().bytes());
    if (message.from() != null) {
      record.headers().add(FROM, Bytes.utf8(message.from().value()));
    }
    addCommon(record.headers(), message.payload(), message.skip());
    return record;
  }

  private static void addCommon(Headers headers, Payload payload, SessionId skip) {
    if (skip != null) {
      headers.add(SKIP, Bytes.utf8(skip.value()));
    }
    switch (payload.type()) {
      case JSON -> {
        // The default, so that the usual record carries no more than it must.
      }
      case BYTES -> headers.add(CONTENT_TYPE, Bytes.utf8(BYTES_TYPE));
      case CBOR -> headers.add(CONTENT_TYPE, Bytes.utf8(CBOR_TYPE));
    }
  }

  /**
   * Reads a record of a room that is known; null if the room is null or there is no value.
   *
   * @param users makes users of names, as {@link #user} does
   */
  static LogRecord decode(
      RoomName room,
      ConsumerRecord<ByteBuffer, ByteBuffer> record,
      Function<byte[], UserId> users) {
    if (room == null || record.value() == null) {
      return null;
    }
    return decode(room, record, users, payload(record));
  }

  /**
   * Reads a record of a room that nobody here is in, without its data: what it is there for is its
   * key. Null if its key names no room, or there is no value.
   */
  static LogRecord decodeKeyOnly(ConsumerRecord<ByteBuffer, ByteBuffer> record) {
    RoomName room = room(record);
    return room == null || record.value() == null
        ? null
        : decode(room, record, RecordFormat::user, NO_DATA);
  }

  private static LogRecord decode(
      RoomName room,
      ConsumerRecord<ByteBuffer, ByteBuffer> record,
      Function<byte[], UserId> users,
      Payload payload) {
    Headers headers = record.headers();
    Header from = headers.lastHeader(FROM);
    return new LogRecord(
        room,
        record.partition(),
        record.offset(),
        record.timestamp(),
        from == null ? null : users.apply(from.value()),
        parse(headers, KEY, MessageKey::new),
        payload,
        parse(headers, SKIP, SessionId::new),
        parse(headers, TRACEPARENT, RecordFormat::traceparent));
  }

  /** Reads an ephemeral message of a room that is known; null if it has no value. */
  static Ephemeral decodeEphemeral(RoomName room, ConsumerRecord<ByteBuffer, ByteBuffer> record) {
    if (record.value() == null) {
      return null;
    }
    return new Ephemeral(
        room,
        parse(record.headers(), FROM, UserId::new),
        record.timestamp(),
        payload(record),
        parse(record.headers(), SKIP, SessionId::new));
  }

  /** Returns the room a record is for; null if its key names none that clients may be in. */
  static RoomName room(ConsumerRecord<ByteBuffer, ByteBuffer> record) {
    RoomName room = parse(Bytes.of(record.key()), RoomName::new);
    boolean foreignSystem = room != null && room.isSystem() && !room.value().startsWith("$user:");
    return foreignSystem ? null : room;
  }

  /** Returns whether the record claims to have an idempotency key. */
  static boolean hasKey(ConsumerRecord<ByteBuffer, ByteBuffer> record) {
    return record.headers().lastHeader(KEY) != null;
  }

  /** Returns the user whose name these bytes are in UTF-8; null if they are none's, or null. */
  static UserId user(byte[] name) {
    return parse(name, UserId::new);
  }

  private static Payload payload(ConsumerRecord<ByteBuffer, ByteBuffer> record) {
    Header type = record.headers().lastHeader(CONTENT_TYPE);
    return new Payload(
        type == null ? Payload.Type.JSON : type(parse(type.value(), text -> text)),
        Bytes.of(record.value()));
  }

  /**
   * Returns how the value is to be read. Whether it can be is found out where it is encoded, and
   * there only: what is not what it is said to be goes to clients as bytes.
   */
  private static Payload.Type type(String contentType) {
    String media = contentType == null ? "" : contentType.split(";", 2)[0].strip();
    return switch (media.toLowerCase(Locale.ROOT)) {
      case JSON_TYPE -> Payload.Type.JSON;
      case CBOR_TYPE -> Payload.Type.CBOR;
      default -> Payload.Type.BYTES;
    };
  }

  private static String traceparent(String text) {
    boolean plausible =
        text.length() <= TRACEPARENT_MAX && text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    return plausible && !text.isEmpty() ? text : null;
  }

  private static <T> T parse(Headers headers, String name, Function<String, T> type) {
    Header header = headers.lastHeader(name);
    return header == null ? null : parse(header.value(), type);
  }

  /** Returns null for whatever the type refuses. */
  private static <T> T parse(byte[] bytes, Function<String, T> type) {
    String text = bytes == null ? null : Bytes.text(bytes);
    if (text == null) {
      return null;
    }
    try {
      return type.apply(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}

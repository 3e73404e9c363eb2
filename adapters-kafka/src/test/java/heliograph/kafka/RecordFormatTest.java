package heliograph.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.id.MessageKey;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import heliograph.domain.message.Draft;
import heliograph.domain.message.LogRecord;
import heliograph.domain.message.Payload;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class RecordFormatTest {
  private static final RoomName ROOM = new RoomName("röm");

  private static ConsumerRecord<ByteBuffer, ByteBuffer> read(
      ProducerRecord<byte[], byte[]> written) {
    return new ConsumerRecord<>(
        written.topic(),
        3,
        7,
        1_000,
        TimestampType.LOG_APPEND_TIME,
        -1,
        -1,
        ByteBuffer.wrap(written.key()),
        written.value() == null ? null : ByteBuffer.wrap(written.value()),
        written.headers(),
        Optional.empty());
  }

  private static ProducerRecord<byte[], byte[]> encode(Draft draft) {
    return RecordFormat.encode("t", 3, Bytes.utf8(draft.room().value()), draft);
  }

  private static Payload json(String text) {
    return new Payload(Payload.Type.JSON, Bytes.utf8(text));
  }

  @Test
  void whatIsWrittenIsRead() {
    Draft full =
        new Draft(
            ROOM,
            new UserId("åse"),
            new MessageKey("k"),
            json("{}"),
            new SessionId("s"),
            "00-1-2-03");

    ConsumerRecord<ByteBuffer, ByteBuffer> record = read(encode(full));

    assertThat(RecordFormat.room(record)).isEqualTo(ROOM);
    assertThat(RecordFormat.hasKey(record)).isTrue();
    assertThat(RecordFormat.decode(ROOM, record, RecordFormat::user))
        .isEqualTo(LogRecord.of(full, 3, 7, 1_000));
  }

  @Test
  void plainJsonMessageCarriesNoHeaderButItsSender() {
    Draft plain = new Draft(ROOM, new UserId("a"), null, json("1"), null, null);

    List<String> names =
        StreamSupport.stream(encode(plain).headers().spliterator(), false)
            .map(Header::key)
            .toList();

    assertThat(names).containsExactly("from");
  }

  @Test
  void contentTypeSaysHowTheValueIsToBeRead() {
    assertThat(typeOf(null)).isEqualTo(Payload.Type.JSON);
    assertThat(typeOf("Application/JSON; charset=utf-8")).isEqualTo(Payload.Type.JSON);
    assertThat(typeOf("application/cbor")).isEqualTo(Payload.Type.CBOR);
    assertThat(typeOf("application/octet-stream")).isEqualTo(Payload.Type.BYTES);
    assertThat(typeOf("text/plain")).isEqualTo(Payload.Type.BYTES);
    assertThat(typeOf("")).isEqualTo(Payload.Type.BYTES);
  }

  private static Payload.Type typeOf(String contentType) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>("t", Bytes.utf8("r"), Bytes.utf8("1"));
    if (contentType != null) {
      record.headers().add("content-type", Bytes.utf8(contentType));
    }
    return RecordFormat.decode(ROOM, read(record), RecordFormat::user).payload().type();
  }

  @Test
  void keyThatIsNoRoomIsNoRoom() {
    assertThat(roomOf(new byte[0])).isNull();
    assertThat(roomOf(new byte[193])).isNull();
    assertThat(roomOf(new byte[] {'a', (byte) 0xff})).isNull();
    assertThat(roomOf(Bytes.utf8("$control"))).isNull();
    assertThat(roomOf(Bytes.utf8("$user:bob"))).isEqualTo(RoomName.inboxOf(new UserId("bob")));
    assertThat(roomOf(Bytes.utf8("\uFFFD"))).isEqualTo(new RoomName("\uFFFD"));
  }

  private static RoomName roomOf(byte[] key) {
    return RecordFormat.room(read(new ProducerRecord<>("t", key, new byte[0])));
  }

  @Test
  void noBytesWhateverMakeItCrash() {
    Random random = new Random(42);
    for (int i = 0; i < 20_000; i++) {
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>("t", bytes(random, 20), bytes(random, 40));
      for (String header : List.of("from", "key", "skip", "traceparent", "content-type")) {
        record.headers().add(header, bytes(random, 10));
      }

      ConsumerRecord<ByteBuffer, ByteBuffer> read = read(record);

      RecordFormat.room(read);
      assertThat(RecordFormat.decode(ROOM, read, RecordFormat::user).payload().bytes())
          .isEqualTo(record.value());
    }
  }

  private static byte[] bytes(Random random, int max) {
    byte[] bytes = new byte[random.nextInt(max)];
    random.nextBytes(bytes);
    return bytes;
  }
}

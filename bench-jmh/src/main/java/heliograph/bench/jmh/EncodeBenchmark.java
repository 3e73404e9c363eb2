package heliograph.bench.jmh;

import heliograph.domain.id.Epoch;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.UserId;
import heliograph.domain.message.LogRecord;
import heliograph.domain.message.Message;
import heliograph.domain.message.Payload;
import heliograph.websocket.protocol.Scratch;
import heliograph.websocket.protocol.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** A message becomes a frame once for each wire format; and a request becomes a value. */
public class EncodeBenchmark extends ShortRun {
  /** Of the message's data. */
  @Param({"64", "2048"})
  public int bytes;

  private final Scratch scratch = new Scratch();
  private Message message;
  private byte[] request;

  @Setup
  public void prepare() {
    String data = "{\"t\":123456789,\"f\":\"" + "x".repeat(bytes - 22) + "\"}";
    byte[] json = data.getBytes(StandardCharsets.US_ASCII);
    LogRecord record =
        new LogRecord(
            new RoomName("orders.eu"),
            3,
            123_456,
            1_790_000_000_000L,
            new UserId("alice"),
            null,
            new Payload(Payload.Type.JSON, json),
            null,
            null);
    message = new Message(new Epoch("k3J9xQ2mT5W-12"), record, 123_450);
    request =
        ("{\"type\":\"publish\",\"id\":17,\"room\":\"orders.eu\",\"data\":" + data + "}")
            .getBytes(StandardCharsets.US_ASCII);
  }

  @Benchmark
  public byte[] messageToJson() {
    return WireFormat.json().encode(message, scratch, Arrays::copyOfRange);
  }

  @Benchmark
  public byte[] messageToCbor() {
    return WireFormat.cbor().encode(message, scratch, Arrays::copyOfRange);
  }

  @Benchmark
  public Object requestFromJson() {
    return WireFormat.json().decode(request, 0, request.length, Integer.MAX_VALUE);
  }
}

package heliograph.conformance.fuzz;

import heliograph.domain.message.Payload;
import heliograph.websocket.protocol.Decoded;
import heliograph.websocket.protocol.WireFormat;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.dataformat.cbor.CBORFactory;

/**
 * CBOR from clients. Where Jackson takes it too, as it does not with all tags and keys, and JSON
 * has a form for it, the data is told as it came.
 */
final class CborTarget implements Target {
  /** A publish up to its data. */
  private static final byte[] PUBLISH =
      hex("a46474797065677075626c6973686269640164726f6f6d61726464617461");

  private static final List<byte[]> ITEMS =
      List.of(
          hex("a261615f41014102ff61629ff97e00c24101f7ff"),
          hex("d9d9f783fb3fb999999999999afa7f800000f8ff"),
          hex("a30102f52081014100"),
          hex(
              "8afb3ff19999999999991bffffffffffffffff3bffffffffffffffff1a0001000038187f61e06161fff93c00f90001fa477fe000f6"),
          hex("bf6161bf6162bf6163820102ffffff"),
          hex("84c249010000000000000000c349010000000000000000f4f5"));

  private static final List<byte[]> FRAMES = Codecs.REQUESTS.stream().map(CborTarget::of).toList();

  @Override
  public String name() {
    return "cbor";
  }

  @Override
  public byte[] input(Random random) {
    if (random.nextInt(3) == 0) {
      return Mutator.mutate(FRAMES.get(random.nextInt(FRAMES.size())), random);
    }
    byte[] item = Mutator.mutate(ITEMS.get(random.nextInt(ITEMS.size())), random);
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.writeBytes(PUBLISH);
    frame.writeBytes(item);
    return frame.toByteArray();
  }

  @Override
  public void check(byte[] input) {
    Decoded decoded = Codecs.decode(WireFormat.cbor(), input);
    Payload data = Codecs.dataOf(decoded);
    if (data == null) {
      return;
    }
    Object told = Codecs.told(data);
    Object frame = Trees.ofCbor(input);
    if (frame == null || data.type() != Payload.Type.JSON || Trees.isInexact(told)) {
      return;
    }
    Object wanted = ((Map<?, ?>) frame).get("data");
    Target.require(told.equals(wanted), "told as " + told + ", came as " + wanted);
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  /** Half a surrogate pair cannot be told in CBOR. */
  private static byte[] of(String request) {
    String json = request.replace("\\ud800", "");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonParser in = new JsonFactory().createParser(ObjectReadContext.empty(), json);
        JsonGenerator to = new CBORFactory().createGenerator(ObjectWriteContext.empty(), out)) {
      in.nextToken();
      to.copyCurrentStructure(in);
    }
    return out.toByteArray();
  }
}

package heliograph.conformance.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.domain.message.Payload;
import heliograph.websocket.protocol.Decoded;
import heliograph.websocket.protocol.WireFormat;
import java.util.Map;
import java.util.Random;

/** JSON from clients: what is taken, Jackson takes too, and the data of it is told as it came. */
final class JsonTarget implements Target {
  @Override
  public String name() {
    return "json";
  }

  @Override
  public byte[] input(Random random) {
    String frame = Codecs.REQUESTS.get(random.nextInt(Codecs.REQUESTS.size()));
    return Mutator.mutate(frame.getBytes(UTF_8), random);
  }

  @Override
  public void check(byte[] input) {
    Decoded decoded = Codecs.decode(WireFormat.json(), input);
    if (decoded instanceof Decoded.Bad) {
      return;
    }
    Object frame = Trees.ofJson(input);
    Target.require(frame != null, "Jackson refuses what was taken");
    Target.require(Utf8Reading.isWhole(input), "what was taken is not UTF-8");
    Payload data = Codecs.dataOf(decoded);
    if (data != null) {
      Object wanted = ((Map<?, ?>) frame).get("data");
      Object told = Codecs.told(data);
      Target.require(told.equals(wanted), "told as " + told + ", came as " + wanted);
    }
  }
}

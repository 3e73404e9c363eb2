package heliograph.testkit.simulation;

import heliograph.domain.message.Payload;
import java.nio.charset.StandardCharsets;

/** Payloads that tell which publish they are of. */
final class Texts {
  private Texts() {}

  static Payload payload(String text) {
    return new Payload(Payload.Type.JSON, text.getBytes(StandardCharsets.UTF_8));
  }

  static String of(Payload payload) {
    return new String(payload.bytes(), StandardCharsets.UTF_8);
  }
}

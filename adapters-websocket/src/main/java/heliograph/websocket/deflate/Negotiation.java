package heliograph.websocket.deflate;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The server's answer to the extensions a client offers (RFC 6455 §9.1, RFC 7692 §5.1, §7.1).
 *
 * <p>The first acceptable offer of permessage-deflate is agreed to, always without context takeover
 * in either direction, which a server may ask for unasked (§7.1.1). An offer is passed over when it
 * has an unknown or repeated parameter, a value that is not allowed, or asks the server for a
 * window below 32 KB, which {@code java.util.zip} cannot promise. The client's own window needs no
 * answer: any that it may choose can be read. Stateless.
 */
public final class Negotiation {

  private static final String NAME = "permessage-deflate";
  private static final String ANSWER =
      NAME + "; server_no_context_takeover; client_no_context_takeover";
  private static final String LARGEST_WINDOW_BITS = "15";

  private Negotiation() {}

  /**
   * Answers a request.
   *
   * @param headers the values of all its {@code Sec-WebSocket-Extensions} lines, in order
   * @return the value of the response's header; empty where nothing is agreed to, so no header
   */
  public static Optional<String> answer(List<String> headers) {
    for (String header : headers) {
      for (ExtensionOffer offer : ExtensionOffer.parseAll(header)) {
        Optional<String> answer = answer(offer);
        if (answer.isPresent()) {
          return answer;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> answer(ExtensionOffer offer) {
    if (!offer.name().equals(NAME)) {
      return Optional.empty();
    }
    String answer = ANSWER;
    Set<String> seen = new HashSet<>();
    for (ExtensionOffer.Parameter parameter : offer.parameters()) {
      if (!seen.add(parameter.name()) || !isAcceptable(parameter)) {
        return Optional.empty();
      }
      if (parameter.name().equals("server_max_window_bits")) {
        answer = ANSWER + "; server_max_window_bits=" + LARGEST_WINDOW_BITS;
      }
    }
    return Optional.of(answer);
  }

  private static boolean isAcceptable(ExtensionOffer.Parameter parameter) {
    Optional<String> value = parameter.value();
    return switch (parameter.name()) {
      case "server_no_context_takeover", "client_no_context_takeover" -> value.isEmpty();
      case "server_max_window_bits" -> value.equals(Optional.of(LARGEST_WINDOW_BITS));
      case "client_max_window_bits" -> value.map(Negotiation::isWindowBits).orElse(true);
      default -> false;
    };
  }

  /** 8 to 15, without leading zeros (§7.1.2). */
  private static boolean isWindowBits(String value) {
    return value.matches("[89]|1[0-5]");
  }
}

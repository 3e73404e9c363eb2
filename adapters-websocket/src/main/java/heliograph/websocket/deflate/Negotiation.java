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
 * has an unknown or repeated parameter, or a value that is not allowed. {@code java.util.zip} has
 * one window, of 32 KB; a smaller one is kept to by leaving every message plain that is larger than
 * it, as no distance is larger than the message. The client's own window needs no answer: any that
 * it may choose can be read. Stateless.
 */
public final class Negotiation {

  private static final String NAME = "permessage-deflate";
  private static final String SERVER_WINDOW = "server_max_window_bits";
  private static final String ANSWER =
      NAME + "; server_no_context_takeover; client_no_context_takeover";
  private static final int WINDOW_BITS_MAX = 15;

  /**
   * What was agreed to.
   *
   * @param header the value of the response's header
   * @param windowBytes how far back what we compress may refer, 2^8 to 2^15
   */
  public record Agreement(String header, int windowBytes) {
    /** Whether a message of any size may be compressed. */
    public static boolean isWhole(int windowBytes) {
      return windowBytes == 1 << WINDOW_BITS_MAX;
    }
  }

  private Negotiation() {}

  /**
   * Answers a request.
   *
   * @param headers the values of all its {@code Sec-WebSocket-Extensions} lines, in order
   * @return empty where nothing is agreed to, so no header
   */
  public static Optional<Agreement> answer(List<String> headers) {
    for (String header : headers) {
      for (ExtensionOffer offer : ExtensionOffer.parseAll(header)) {
        Optional<Agreement> answer = answer(offer);
        if (answer.isPresent()) {
          return answer;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Agreement> answer(ExtensionOffer offer) {
    if (!offer.name().equals(NAME)) {
      return Optional.empty();
    }
    Agreement agreement = new Agreement(ANSWER, 1 << WINDOW_BITS_MAX);
    Set<String> seen = new HashSet<>();
    for (ExtensionOffer.Parameter parameter : offer.parameters()) {
      if (!seen.add(parameter.name()) || !isAcceptable(parameter)) {
        return Optional.empty();
      }
      if (parameter.name().equals(SERVER_WINDOW)) {
        int bits = Integer.parseInt(parameter.value().orElseThrow());
        agreement = new Agreement(ANSWER + "; " + SERVER_WINDOW + "=" + bits, 1 << bits);
      }
    }
    return Optional.of(agreement);
  }

  private static boolean isAcceptable(ExtensionOffer.Parameter parameter) {
    Optional<String> value = parameter.value();
    return switch (parameter.name()) {
      case "server_no_context_takeover", "client_no_context_takeover" -> value.isEmpty();
      case SERVER_WINDOW -> value.map(Negotiation::isWindowBits).orElse(false);
      case "client_max_window_bits" -> value.map(Negotiation::isWindowBits).orElse(true);
      default -> false;
    };
  }

  /** 8 to 15, without leading zeros (§7.1.2). */
  private static boolean isWindowBits(String value) {
    return value.matches("[89]|1[0-5]");
  }
}

package heliograph.websocket.deflate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One offered extension with its parameters, in the order sent (RFC 6455 §9.1). */
record ExtensionOffer(String name, List<Parameter> parameters) {

  /** A parameter; its value without quotes, if it has one. */
  record Parameter(String name, Optional<String> value) {}

  /**
   * The well-formed offers of a header line. A malformed one is left out, up to the next comma
   * outside quotes, and the others stand: refusing compression is milder than refusing the client.
   */
  static List<ExtensionOffer> parseAll(String header) {
    List<ExtensionOffer> offers = new ArrayList<>();
    HeaderScanner scanner = new HeaderScanner(header);
    while (!scanner.atEnd()) {
      parse(scanner).ifPresent(offers::add);
      scanner.skipPastComma();
    }
    return offers;
  }

  private static Optional<ExtensionOffer> parse(HeaderScanner scanner) {
    Optional<String> name = scanner.token();
    List<Parameter> parameters = new ArrayList<>();
    while (name.isPresent() && scanner.skip(';')) {
      Optional<String> parameter = scanner.token();
      boolean hasValue = parameter.isPresent() && scanner.skip('=');
      Optional<String> value = hasValue ? scanner.tokenOrQuoted() : Optional.empty();
      if (parameter.isEmpty() || hasValue && value.isEmpty()) {
        return Optional.empty();
      }
      parameters.add(new Parameter(parameter.get(), value));
    }
    return scanner.atElementEnd()
        ? name.map(n -> new ExtensionOffer(n, parameters))
        : Optional.empty();
  }
}

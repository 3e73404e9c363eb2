package heliograph.websocket.upgrade;

import io.helidon.http.Headers;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The name under which one connection is found in logs and traces of several systems. */
final class CorrelationId {
  private static final Pattern REQUEST_ID = Pattern.compile("[\\x21-\\x7e]{1,128}");

  /** W3C Trace Context §3.2.2, of version 00. */
  private static final Pattern TRACEPARENT =
      Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  private CorrelationId() {}

  /** Returns what the client brought if it is fit to be repeated, else a fresh id. */
  static String of(Headers headers, Supplier<String> fresh) {
    String requestId = HeaderLists.single(headers, HeaderLists.REQUEST_ID);
    if (requestId != null && REQUEST_ID.matcher(requestId).matches()) {
      return requestId;
    }
    String traceparent = HeaderLists.single(headers, HeaderLists.TRACEPARENT);
    if (traceparent != null && TRACEPARENT.matcher(traceparent).matches()) {
      return traceparent;
    }
    return fresh.get();
  }
}

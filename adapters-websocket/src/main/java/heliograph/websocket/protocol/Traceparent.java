package heliograph.websocket.protocol;

/** The value of the {@code traceparent} header (W3C Trace Context, level 1, section 3.2). */
final class Traceparent {
  static final String EXAMPLE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private static final int TRACE_ID = 3;
  private static final int PARENT_ID = 36;
  private static final int FLAGS = 53;

  private Traceparent() {}

  /** Returns whether it has the one form that is defined so far, of whatever version. */
  static boolean valid(String value) {
    if (value.length() != EXAMPLE.length() || value.startsWith("ff")) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      boolean dash = i == TRACE_ID - 1 || i == PARENT_ID - 1 || i == FLAGS - 1;
      if (dash ? value.charAt(i) != '-' : "0123456789abcdef".indexOf(value.charAt(i)) < 0) {
        return false;
      }
    }
    return !zero(value, TRACE_ID, PARENT_ID - 1) && !zero(value, PARENT_ID, FLAGS - 1);
  }

  private static boolean zero(String value, int from, int end) {
    return value.chars().skip(from).limit(end - from).allMatch(c -> c == '0');
  }
}

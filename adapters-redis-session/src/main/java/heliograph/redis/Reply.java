package heliograph.redis;

/** What came of a command. */
sealed interface Reply {
  /** Redis's answer: a Long, a byte array, a list of byte arrays, or null. */
  record Answer(Object value) implements Reply {}

  /** Redis answered with an error: nothing was done, or not all. */
  record Refused(String message) implements Reply {
    /** Returns whether it is the stored data's fault, so that other keys may fare better. */
    boolean isOfData() {
      return message.startsWith("WRONGTYPE") || message.startsWith("ERR");
    }
  }

  /** No answer came; it is not known whether the command was carried out. */
  record Lost(String reason) implements Reply {}
}

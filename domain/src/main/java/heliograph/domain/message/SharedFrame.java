package heliograph.domain.message;

/** A frame that many get: the transport keeps its encoded forms with it. Safe for any thread. */
public interface SharedFrame {
  /** Returns what the transport attached (the encoded forms), or null. The domain never looks. */
  Object attachment();

  /** Attaches the transport's encoded forms; the last one wins. */
  void attach(Object encoded);
}

package heliograph.app.node;

/** Kafka or Redis is not set up so that a node could use it; the message is one line. */
public final class BackendFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  BackendFailure(RuntimeException refusal) {
    super(refusal.getMessage(), refusal);
  }
}

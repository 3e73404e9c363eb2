package heliograph.kafka;

import heliograph.domain.Input.LogFailure;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What Kafka's errors mean for the caller of a port. */
final class Failures {
  private Failures() {}

  /** Judges a failed append; what is not known to have failed for good may be in the log. */
  static LogFailure ofAppend(Throwable error, boolean sent) {
    if (error instanceof RecordTooLargeException) {
      return LogFailure.TOO_LARGE;
    }
    if (isRefusal(error)) {
      return LogFailure.REFUSED;
    }
    return sent ? LogFailure.TIMEOUT : LogFailure.UNAVAILABLE;
  }

  static LogFailure ofRead(Throwable error) {
    return isRefusal(error) ? LogFailure.REFUSED : LogFailure.UNAVAILABLE;
  }

  /** Returns whether trying again is of no use until an operator has changed something. */
  static boolean isRefusal(Throwable error) {
    return error instanceof AuthorizationException
        || error instanceof AuthenticationException
        || error instanceof InvalidRecordException
        || error instanceof InvalidTopicException
        || error instanceof PolicyViolationException
        || isTopicGone(error);
  }

  static boolean isTopicGone(Throwable error) {
    return error instanceof UnknownTopicOrPartitionException
        || error instanceof UnknownTopicIdException;
  }

  /** Returns what an admin call really came to. */
  static Throwable cause(Throwable error) {
    return error instanceof ExecutionException && error.getCause() != null
        ? error.getCause()
        : error;
  }

  /** Says it in words, on one line. */
  static String words(Throwable error) {
    String message = error.getMessage();
    String name = error.getClass().getSimpleName().replaceAll("Exception$", "");
    return message == null ? name : name + ": " + message.lines().findFirst().orElse("");
  }
}

package heliograph.app.cli;

import java.net.BindException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Tells a failure in one line. */
final class Failures {
  private static final int CAUSES_MAX = 20;

  private Failures() {}

  static String inOneLine(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; cause != null && i < CAUSES_MAX; i++, cause = cause.getCause()) {
      String known = known(cause);
      if (known != null) {
        return known.lines().findFirst().orElse("");
      }
    }
    String message = failure.getMessage();
    String what = failure.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    return "internal error: "
        + what.lines().findFirst().orElse("")
        + " (HELIOGRAPH_DEBUG=1 shows where)";
  }

  private static String known(Throwable cause) {
    return switch (cause) {
      case StartFailure failure -> failure.getMessage();
      case BindException bind -> bind(bind);
      case NoSuchFileException file -> "no such file: " + file.getFile();
      case AccessDeniedException file -> "no permission: " + file.getFile();
      case FileSystemException file -> file.getMessage();
      default -> null;
    };
  }

  private static String bind(BindException e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("in use")) {
      return "the port is in use: stop what listens there, or choose another with --port or"
          + " --admin-port (0 is any free one)";
    }
    return "cannot listen: %s; choose another address or port with --host, --port or --admin-port"
        .formatted(message);
  }
}

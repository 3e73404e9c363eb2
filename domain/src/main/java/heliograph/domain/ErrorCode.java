package heliograph.domain;

import java.util.Locale;

/** The codes of {@code error} frames; each tells the client what to do next. */
public enum ErrorCode {
  BAD_FRAME,
  UNKNOWN_TYPE,
  INVALID,
  FORBIDDEN,
  NOT_JOINED,
  ALREADY_JOINED,
  TOO_LARGE,
  TOO_MANY_ROOMS,
  RATE_LIMITED,
  /** Nothing was accepted; retry with the same key. */
  UNAVAILABLE,
  /** It may or may not have been accepted; retry with the same key. */
  TIMEOUT,
  INTERNAL;

  private final String wire = name().toLowerCase(Locale.ROOT);

  /** Returns the code as it stands in a frame, such as {@code bad_frame}. */
  public String wire() {
    return wire;
  }
}

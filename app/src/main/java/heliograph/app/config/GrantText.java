package heliograph.app.config;

import heliograph.domain.session.Grant;

/** A grant in the short form that people type: {@code orders.*:join,publish}. */
public final class GrantText {
  private GrantText() {}

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException with one line that says what is wrong with it
   */
  public static Grant parse(String text) {
    try {
      return Kinds.grant(text);
    } catch (BadValue e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}

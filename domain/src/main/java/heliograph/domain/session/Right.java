package heliograph.domain.session;

/** What a grant can allow in the rooms it matches. */
public enum Right {
  JOIN,
  PUBLISH,
  PRESENCE,
  HISTORY
}

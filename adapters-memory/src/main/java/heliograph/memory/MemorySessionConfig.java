package heliograph.memory;

/**
 * How much the memory session store keeps.
 *
 * @param sessionsMax sessions kept; at the bound the one that expired longest ago goes, and where
 *     none has expired, a new one is refused as if the store were out of reach
 * @param graceMs how long a session is kept beyond its expiry, which the domain judges
 */
public record MemorySessionConfig(int sessionsMax, long graceMs) {
  /** A million sessions, a minute. */
  public static final MemorySessionConfig DEFAULT = new MemorySessionConfig(1_000_000, 60_000);

  /**
   * Validates the bounds.
   *
   * @throws IllegalArgumentException naming the bound that makes no sense
   */
  public MemorySessionConfig {
    if (sessionsMax < 1) {
      throw new IllegalArgumentException("sessionsMax must be 1 or more: " + sessionsMax);
    }
    if (graceMs < 0) {
      throw new IllegalArgumentException("graceMs must not be negative: " + graceMs);
    }
  }
}

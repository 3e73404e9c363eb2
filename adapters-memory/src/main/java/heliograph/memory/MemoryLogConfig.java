package heliograph.memory;

/**
 * How much the memory log keeps. A record goes when the first of the three bounds on retention is
 * reached; readers that come later for what is gone are told so.
 *
 * @param roomRecordsMax records kept of one room, 1 or more; then its oldest goes
 * @param bytesMax bytes kept over all rooms, as estimated with {@link #RECORD_OVERHEAD_BYTES}; then
 *     the oldest record of all goes. A record that is larger alone is refused
 * @param ageMs how long a record is kept; it goes when the log is next used after that
 * @param dedupeWindowMs how far back a node that joins the log later is told records with a key, as
 *     far as they are kept
 */
public record MemoryLogConfig(int roomRecordsMax, long bytesMax, long ageMs, long dedupeWindowMs) {
  /** What a record is taken to cost beyond its data: objects, names, its places in two lists. */
  public static final int RECORD_OVERHEAD_BYTES = 300;

  /** 10,000 records a room, 256 MiB over all, a day; a dedupe window of five minutes. */
  public static final MemoryLogConfig DEFAULT =
      new MemoryLogConfig(10_000, 256L << 20, 86_400_000, 300_000);

  /**
   * Validates the bounds.
   *
   * @throws IllegalArgumentException naming the bound that makes no sense
   */
  public MemoryLogConfig {
    if (roomRecordsMax < 1) {
      throw new IllegalArgumentException("roomRecordsMax must be 1 or more: " + roomRecordsMax);
    }
    if (bytesMax < RECORD_OVERHEAD_BYTES) {
      throw new IllegalArgumentException(
          "bytesMax must be " + RECORD_OVERHEAD_BYTES + " or more: " + bytesMax);
    }
    if (ageMs < 1) {
      throw new IllegalArgumentException("ageMs must be 1 or more: " + ageMs);
    }
    if (dedupeWindowMs < 0) {
      throw new IllegalArgumentException("dedupeWindowMs must not be negative: " + dedupeWindowMs);
    }
  }
}

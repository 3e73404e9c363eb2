package heliograph.app.config;

import java.util.ArrayList;
import java.util.List;

/**
 * What rooms keep in memory, bounded by the heap: a node that the JVM gives 256 MB, as it does in a
 * container of 1 GB, would else run out of memory before the defaults are reached.
 */
public final class HeapBounds {
  /** The rings, and the memory log, may have one part in so many each; most of it they share. */
  private static final int PART = 4;

  /**
   * A configuration that fits the heap.
   *
   * @param changes what was lowered and why, a line each
   */
  public record Fitting(Config config, List<String> changes) {}

  private HeapBounds() {}

  /** Returns the configuration, with what is too much for the heap lowered. */
  public static Fitting fit(Config config, long heapBytes) {
    long most = Math.max(1, heapBytes / PART);
    List<String> changes = new ArrayList<>();
    long ring = lower("node-ring-bytes-max", config.limits().nodeRingBytesMax(), most, changes);
    Config.RoomLog log = config.log();
    Config.Memory memory = log.memory();
    if (log.kind() == Config.LogKind.MEMORY) {
      long kept =
          lower(StorageKeys.LOG_RETENTION_BYTES.name(), memory.retentionBytes(), most, changes);
      memory = new Config.Memory(memory.retentionMessages(), kept, memory.retentionMs());
    }
    Config fitting =
        new Config(
            config.listen(),
            config.auth(),
            config.transport(),
            new Config.RoomLog(log.kind(), memory, log.kafka()),
            config.sessions(),
            config.limits().with(l -> l.nodeRingBytesMax = ring),
            config.drain(),
            config.logging());
    return new Fitting(fitting, List.copyOf(changes));
  }

  private static long lower(String key, long bytes, long most, List<String> changes) {
    if (bytes <= most) {
      return bytes;
    }
    changes.add(
        "%s is %d, but the heap has room for %d: that is used; -Xmx in HELIOGRAPH_JAVA_OPTS makes it larger"
            .formatted(key, bytes, most));
    return most;
  }
}

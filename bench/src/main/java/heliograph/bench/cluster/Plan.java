package heliograph.bench.cluster;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * What a {@link Cluster} is to be.
 *
 * @param nodes 1 to 50
 * @param basePort nodes take the ports after it, and those 100 further on for health and metrics; 0
 *     for any free ones
 * @param kafka bootstrap servers of a Kafka that is there already; null to start a broker
 * @param redis URI of a Redis that is there already; null to start one
 * @param jvmOptions of each node
 * @param settings of each node, as in its environment but without {@code HELIOGRAPH_}
 * @param log gets a node's id and each line it prints; called by several threads
 */
public record Plan(
    int nodes,
    int basePort,
    String kafka,
    String redis,
    List<String> jvmOptions,
    Map<String, String> settings,
    BiConsumer<String, String> log) {

  /** Nodes on free ports, with a broker and a Redis of their own, whose lines nobody wants. */
  public static Plan of(int nodes) {
    return new Plan(nodes, 0, null, null, List.of(), Map.of(), (id, line) -> {});
  }

  public Plan withSettings(Map<String, String> other) {
    return new Plan(nodes, basePort, kafka, redis, jvmOptions, other, log);
  }

  public Plan withJvmOptions(List<String> other) {
    return new Plan(nodes, basePort, kafka, redis, other, settings, log);
  }

  public Plan withLog(BiConsumer<String, String> other) {
    return new Plan(nodes, basePort, kafka, redis, jvmOptions, settings, other);
  }
}

package heliograph.bench.peers;

import java.util.ArrayList;
import java.util.List;

/**
 * What servers are put through.
 *
 * @param id its name on the command line
 * @param rooms rooms, each of {@code members}
 * @param rate messages a second, over all rooms
 * @param size bytes of a message
 * @param compressed whether clients ask for permessage-deflate
 */
record Workload(
    Kind kind, String id, int rooms, int members, int rate, int size, boolean compressed) {
  /** How it is measured, and of whom. */
  enum Kind {
    /** Rooms of one node. */
    ROOMS,
    /** Rooms over two nodes. */
    CLUSTER,
    /** Connections that only stay. */
    IDLE,
    /** Rooms of growing size among ever the same connections, of Heliograph only. */
    SCALING
  }

  private static final int COMPRESSED_SLOWER = 25;

  /** Returns all of them. */
  static List<Workload> all() {
    List<Workload> all = new ArrayList<>();
    sizes(all, "room-1000", 1, 1_000, 100);
    sizes(all, "room-200", 1, 200, 1_000);
    sizes(all, "pairs", 1_000, 2, 5_000);
    all.add(new Workload(Kind.IDLE, "idle", 1, 10_000, 0, 0, false));
    all.add(new Workload(Kind.SCALING, "scaling", 1, 10_000, 20_000, 64, false));
    all.add(new Workload(Kind.CLUSTER, "cluster-room-1000", 1, 1_000, 100, 64, false));
    all.add(new Workload(Kind.CLUSTER, "cluster-room-200", 1, 200, 500, 64, false));
    all.add(new Workload(Kind.CLUSTER, "cluster-pairs", 1_000, 2, 1_000, 64, false));
    all.add(new Workload(Kind.CLUSTER, "cluster-room-200-fast", 1, 200, 1_000, 64, false));
    all.add(new Workload(Kind.CLUSTER, "cluster-pairs-fast", 1_000, 2, 5_000, 64, false));
    return all;
  }

  /**
   * Compressed at a 25th of the rate: servers that compress for each member are far beyond their
   * limit otherwise.
   */
  private static void sizes(List<Workload> to, String id, int rooms, int members, int rate) {
    to.add(new Workload(Kind.ROOMS, id + "-64", rooms, members, rate, 64, false));
    to.add(new Workload(Kind.ROOMS, id + "-2k", rooms, members, rate, 2_048, false));
    to.add(
        new Workload(
            Kind.ROOMS, id + "-2kz", rooms, members, rate / COMPRESSED_SLOWER, 2_048, true));
  }

  int connections() {
    return rooms * members;
  }

  /** Returns it in words. */
  String title() {
    return switch (kind) {
      case IDLE -> "%,d idle".formatted(members);
      case SCALING -> "%,d connections, %,d deliveries/s".formatted(members, rate);
      case ROOMS, CLUSTER ->
          "%s of %,d, %,d/s, %s%s"
              .formatted(
                  rooms == 1 ? "1 room" : "%,d rooms".formatted(rooms),
                  members,
                  rate,
                  size < 1_024 ? size + " B" : size / 1_024 + " KB",
                  compressed ? " compressed" : "");
    };
  }
}

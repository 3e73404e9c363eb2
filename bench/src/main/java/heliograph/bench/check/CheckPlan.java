package heliograph.bench.check;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * What a run of the checker is to be.
 *
 * @param at nodes of a cluster that runs already, which then gets no faults; empty to start one
 * @param nodes to start
 * @param rooms each client is in {@code roomsPerClient} of these, one after the other
 * @param messages at least; publishing goes on until the last fault is healed
 * @param rate messages a second, over all publishers
 * @param bytes of a message's data, about
 * @param pauseMs how long a paused node stays so
 * @param downMs how long what was killed stays down
 */
record CheckPlan(
    List<InetSocketAddress> at,
    int nodes,
    int clients,
    int publishers,
    int rooms,
    int roomsPerClient,
    int messages,
    int rate,
    int bytes,
    Acks acks,
    List<Fault> faults,
    int pauseMs,
    int downMs,
    long seed) {

  /** All histories are kept in memory. */
  private static final int MESSAGES_MAX = 10_000_000;

  /** How clients join. */
  enum Acks {
    ALL,
    NONE,
    /** Every second client with acks. */
    MIXED
  }

  /** Throws an {@link IllegalArgumentException} that says what cannot be. */
  void check() {
    positive("--nodes", nodes);
    positive("--clients", clients);
    positive("--publishers", publishers);
    positive("--rooms", rooms);
    positive("--messages", messages);
    positive("--rate", rate);
    if (roomsPerClient < 1 || roomsPerClient > rooms) {
      throw new IllegalArgumentException("--rooms-per-client must be 1 to --rooms");
    }
    if (messages > MESSAGES_MAX) {
      throw new IllegalArgumentException("--messages must be at most " + MESSAGES_MAX);
    }
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be 1 or more");
    }
  }
}

package heliograph.bench.check;

import heliograph.bench.check.Violation.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Judges histories: every publish that was answered was delivered once, after repeated positions
 * are dropped where the protocol sends again, to every member, in one order for all; every other
 * one once or never, but then to all.
 *
 * <p>Pure. An instance judges one room; for one thread.
 */
final class Verdict {
  private final String room;
  private final long end;
  private final Map<Integer, Publish> publishes = new HashMap<>();
  private final List<Violation> violations = new ArrayList<>();

  /** What anybody saw, by position. */
  private final TreeMap<Long, Integer> order = new TreeMap<>();

  /** Where anybody saw a publish. */
  private final Map<Integer, TreeSet<Long>> positions = new HashMap<>();

  private Verdict(String room, long end) {
    this.room = room;
    this.end = end;
  }

  /**
   * Returns all violations.
   *
   * @param ends of rooms: up to here every member had the time to get all. What lies beyond must be
   *     right, but may be missing
   */
  static List<Violation> of(
      Collection<Publish> publishes, Collection<Stay> stays, Map<String, Long> ends) {
    List<Violation> all = new ArrayList<>();
    new TreeMap<>(ends)
        .forEach(
            (room, end) -> {
              Verdict verdict = new Verdict(room, end);
              all.addAll(
                  verdict.judge(
                      publishes.stream().filter(p -> p.room().equals(room)).toList(),
                      stays.stream().filter(s -> s.room().equals(room)).toList()));
            });
    return all;
  }

  private List<Violation> judge(List<Publish> published, List<Stay> stays) {
    published.forEach(p -> publishes.put(p.id(), p));
    stays.forEach(this::collect);
    positions.forEach(this::judgePositions);
    stays.forEach(this::judgeOrder);
    stays.forEach(this::judgeLosses);
    judgeWhatNobodySaw(stays);
    return violations;
  }

  private void collect(Stay stay) {
    for (Delivery delivery : stay.deliveries()) {
      positions.computeIfAbsent(delivery.payload(), p -> new TreeSet<>()).add(delivery.position());
      Integer other = order.putIfAbsent(delivery.position(), delivery.payload());
      if (other != null && other != delivery.payload()) {
        add(
            Kind.ORDERS_DIFFER,
            stay.client(),
            delivery.payload(),
            "at %d it got %d, and others %d"
                .formatted(delivery.position(), delivery.payload(), other));
      }
    }
  }

  private void judgePositions(int payload, TreeSet<Long> where) {
    Publish publish = publishes.get(payload);
    if (publish == null) {
      add(Kind.UNKNOWN, null, payload, "%d at %s was not published here".formatted(payload, where));
      return;
    }
    if (where.size() > 1) {
      add(Kind.DOUBLED, null, payload, "%d is at %s".formatted(payload, where));
    }
    if (publish.answered() && !where.contains(publish.position())) {
      add(
          Kind.MISPLACED,
          null,
          payload,
          "%d was answered as at %d and is at %s".formatted(payload, publish.position(), where));
    }
    if (publish.refused()) {
      add(Kind.REFUSED_AND_DELIVERED, null, payload, "%d is at %s".formatted(payload, where));
    }
  }

  private void judgeOrder(Stay stay) {
    if (stay.unrecovered() != null) {
      add(Kind.UNRECOVERED, stay.client(), -1, stay.unrecovered());
    }
    Map<Long, Integer> connections = new HashMap<>();
    long highest = stay.after();
    for (Delivery delivery : stay.deliveries()) {
      long position = delivery.position();
      Integer before = connections.put(position, delivery.connection());
      if (before != null) {
        if (before == delivery.connection() && !delivery.redelivered()) {
          add(
              Kind.REPEATED,
              stay.client(),
              delivery.payload(),
              "position %d twice on connection %d".formatted(position, before));
        }
      } else if (position <= highest) {
        add(
            Kind.REORDERED,
            stay.client(),
            delivery.payload(),
            "position %d after %d".formatted(position, highest));
      } else {
        highest = position;
      }
    }
  }

  /** What was answered, and what anybody saw, is due to every member. */
  private void judgeLosses(Stay stay) {
    Set<Long> got = new HashSet<>();
    stay.deliveries().forEach(d -> got.add(d.position()));
    Map<Long, Integer> due = new TreeMap<>(order);
    publishes
        .values()
        .forEach(
            p -> {
              // What nobody saw is told once, below.
              if (p.answered() && positions.containsKey(p.id())) {
                due.putIfAbsent(p.position(), p.id());
              }
            });
    due.forEach(
        (position, payload) -> {
          if (position > stay.after() && position <= end && !got.contains(position)) {
            add(
                Kind.LOST,
                stay.client(),
                payload,
                "%d at %d was not delivered".formatted(payload, position));
          }
        });
  }

  private void judgeWhatNobodySaw(List<Stay> stays) {
    for (Publish publish : publishes.values()) {
      boolean due = stays.stream().anyMatch(s -> publish.position() > s.after());
      if (publish.answered() && due && !positions.containsKey(publish.id())) {
        add(
            Kind.LOST_FOR_ALL,
            null,
            publish.id(),
            "%d was answered as at %d and delivered to nobody"
                .formatted(publish.id(), publish.position()));
      }
    }
  }

  private void add(Kind kind, String client, int payload, String what) {
    violations.add(new Violation(kind, room, client, payload, what));
  }
}

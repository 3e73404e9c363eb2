package heliograph.node.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Judges what members of a room were given by what publishers were answered. */
final class Verdict {
  private Verdict() {}

  /** Waits until all members have all that was answered, and returns what is wrong then. */
  static List<String> of(List<Member> members, List<Publisher> publishers) {
    Map<String, Long> answered = new HashMap<>();
    Set<String> refused = new HashSet<>();
    for (Publisher publisher : publishers) {
      answered.putAll(publisher.answered());
      publisher
          .failed()
          .forEach(
              (data, code) -> {
                if (code.equals("unavailable")) {
                  refused.add(data);
                }
              });
    }
    long end = answered.values().stream().mapToLong(Long::longValue).max().orElse(-1);
    List<String> faults = new ArrayList<>();
    Map<Long, String> common = new TreeMap<>();
    for (Member member : members) {
      if (!ClusterFixture.holds(() -> hasAll(member, answered, end))) {
        faults.add("did not get all in time: " + member);
      }
      faults.addAll(member.faults());
      faults.addAll(of(member, answered, refused));
      member.seen().stream()
          .filter(seen -> seen.position() <= end)
          .forEach(seen -> common.putIfAbsent(seen.position(), seen.data()));
    }
    for (Member member : members) {
      Map<Long, String> got = new TreeMap<>();
      member.seen().stream()
          .filter(seen -> seen.position() <= end)
          .forEach(seen -> got.put(seen.position(), seen.data()));
      if (!got.equals(common)) {
        faults.add(member.user() + " was given other messages than the others");
      }
    }
    return faults;
  }

  private static boolean hasAll(Member member, Map<String, Long> answered, long end) {
    List<Member.Seen> seen = member.seen();
    return answered.isEmpty()
        || (!seen.isEmpty() && seen.getLast().position() >= end)
        || !member.faults().isEmpty();
  }

  private static List<String> of(Member member, Map<String, Long> answered, Set<String> refused) {
    List<String> faults = new ArrayList<>();
    Map<String, Long> got = new HashMap<>();
    for (Member.Seen seen : member.seen()) {
      if (got.put(seen.data(), seen.position()) != null) {
        faults.add(member.user() + " was given " + seen.data() + " twice");
      }
      if (refused.contains(seen.data())) {
        faults.add(member.user() + " was given " + seen.data() + ", which was refused");
      }
    }
    answered.forEach(
        (data, position) -> {
          if (!position.equals(got.get(data))) {
            faults.add(
                "%s was given %s at %s, not at %d"
                    .formatted(member.user(), data, got.get(data), position));
          }
        });
    return faults;
  }
}

package heliograph.domain.hub;

/**
 * One client's members that have something to send, in the order they came, each once. The links
 * lie in the members, so that a message for an idle client makes no queue. For the hub's thread.
 */
final class ReadyMembers {
  private Member first;
  private Member last;

  boolean isEmpty() {
    return first == null;
  }

  /** Adds one that is not in it. */
  void add(Member member) {
    member.queued = true;
    if (first == null) {
      first = member;
    } else {
      last.nextReady = member;
    }
    last = member;
  }

  /** Removes and returns the first; there must be one. */
  Member take() {
    Member taken = first;
    first = taken.nextReady;
    if (first == null) {
      last = null;
    }
    taken.nextReady = null;
    taken.queued = false;
    return taken;
  }

  /** Removes one from wherever it stands, if it does; takes time with their number. */
  void remove(Member member) {
    if (!member.queued) {
      return;
    }
    Member before = null;
    for (Member at = first; at != member; at = at.nextReady) {
      before = at;
    }
    if (before == null) {
      take();
      return;
    }
    before.nextReady = member.nextReady;
    if (last == member) {
      last = before;
    }
    member.nextReady = null;
    member.queued = false;
  }
}

package heliograph.websocket.upgrade;

import heliograph.domain.id.UserId;
import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How many connections there may be at a time: on the node, of one user, from one address. What is
 * counted is entered before it is judged, and never more than the bound. Thread-safe; remembers
 * users and addresses only while they are connected, and only where they are bounded.
 */
public final class ConnectionLimits {
  private static final Object NODE = new Object();

  private final int nodeMax;
  private final int perUserMax;
  private final int perAddressMax;
  private final ConcurrentHashMap<Object, Integer> counts = new ConcurrentHashMap<>();

  /** Takes inclusive bounds; 0 for none. */
  public ConnectionLimits(int nodeMax, int perUserMax, int perAddressMax) {
    this.nodeMax = nodeMax;
    this.perUserMax = perUserMax;
    this.perAddressMax = perAddressMax;
  }

  /**
   * Enters a connection whose user is not known yet.
   *
   * @param address where it comes from; null where that is not an internet address
   * @return null where the node or the address has as many as it may
   */
  Lease tryEnter(InetAddress address) {
    if (!tryAdd(NODE, nodeMax)) {
      return null;
    }
    if (!tryAdd(address, perAddressMax)) {
      remove(NODE, nodeMax);
      return null;
    }
    return new Lease(address);
  }

  /** How many keys are counted, for tests: none once every lease was released. */
  int counted() {
    return counts.size();
  }

  private boolean tryAdd(Object key, int max) {
    if (max == 0 || key == null) {
      return true;
    }
    boolean[] added = new boolean[1];
    counts.compute(
        key,
        (k, count) -> {
          int before = count == null ? 0 : count;
          added[0] = before < max;
          return added[0] ? Integer.valueOf(before + 1) : count;
        });
    return added[0];
  }

  private void remove(Object key, int max) {
    if (max != 0 && key != null) {
      counts.computeIfPresent(key, (k, count) -> count == 1 ? null : count - 1);
    }
  }

  /** One connection's place, until it is released. Thread-safe. */
  @SuppressWarnings("serial") // never serialised: extends AtomicBoolean to save an object
  public final class Lease extends AtomicBoolean {
    private final InetAddress address;

    /** Set once, before the lease is handed on. */
    private UserId user;

    private Lease(InetAddress address) {
      this.address = address;
    }

    /** Enters the user too; false where the user has as many connections as allowed. */
    boolean tryEnter(UserId user) {
      if (!tryAdd(user, perUserMax)) {
        return false;
      }
      this.user = user;
      return true;
    }

    /** Gives the place back; further calls do nothing. */
    public void release() {
      if (compareAndSet(false, true)) {
        remove(NODE, nodeMax);
        remove(address, perAddressMax);
        remove(user, perUserMax);
      }
    }
  }
}

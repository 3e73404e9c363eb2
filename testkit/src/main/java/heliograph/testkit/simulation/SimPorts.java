package heliograph.testkit.simulation;

import heliograph.domain.id.NodeId;
import heliograph.ports.ControlLog;
import heliograph.ports.PresenceStore;
import heliograph.ports.RoomLog;
import heliograph.ports.SessionStore;
import java.time.InstantSource;

/**
 * The adapters under simulation: what all nodes of one run share, and each node's handles on it.
 *
 * <p>They must do their work within the call, on the calling thread, and take the time from the
 * clock given: the simulation adds the delays and the faults.
 */
public interface SimPorts {

  /** Makes what the nodes of one run share. */
  @FunctionalInterface
  interface Factory {
    /**
     * Makes adapters with nothing in them.
     *
     * @param clock virtual time
     * @param roomRecordsMax records kept of a room; other bounds are not to be reached
     */
    SimPorts create(InstantSource clock, int roomRecordsMax);
  }

  /** Opens a further handle on the log; not started. */
  RoomLog roomLog();

  /** Opens a further handle on the sessions; not started. */
  SessionStore sessionStore();

  /** Opens a further handle on presence; not started. Closing it ends its lease. */
  PresenceStore presenceStore(NodeId node);

  /** Opens a further handle on the controls; not started. */
  ControlLog controlLog();
}

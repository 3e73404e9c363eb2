package heliograph.memory;

import heliograph.domain.id.NodeId;
import heliograph.ports.PresenceStore;
import heliograph.testkit.contract.PresenceStoreContract;

class MemoryPresenceStoreContractTest extends PresenceStoreContract {
  private final MemoryPresence presence = new MemoryPresence(new FakeClock());

  @Override
  protected PresenceStore open(NodeId node) {
    return new MemoryPresenceStore(presence);
  }

  @Override
  protected void kill(PresenceStore store) {
    store.close();
  }
}

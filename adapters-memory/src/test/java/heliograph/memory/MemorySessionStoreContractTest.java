package heliograph.memory;

import heliograph.ports.SessionStore;
import heliograph.testkit.contract.SessionStoreContract;
import java.time.InstantSource;

class MemorySessionStoreContractTest extends SessionStoreContract {
  private final MemorySessions sessions =
      new MemorySessions(MemorySessionConfig.DEFAULT, InstantSource.system());

  @Override
  protected SessionStore open() {
    return new MemorySessionStore(sessions);
  }
}

package heliograph.memory;

import heliograph.ports.ControlLog;
import heliograph.testkit.contract.ControlLogContract;

class MemoryControlLogContractTest extends ControlLogContract {
  private final MemoryControl controls = new MemoryControl();

  @Override
  protected ControlLog open() {
    return new MemoryControlLog(controls);
  }
}

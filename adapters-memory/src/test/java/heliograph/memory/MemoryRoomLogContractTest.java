package heliograph.memory;

import heliograph.domain.id.Epoch;
import heliograph.domain.id.RoomName;
import heliograph.ports.RoomLog;
import heliograph.testkit.contract.RoomLogContract;

class MemoryRoomLogContractTest extends RoomLogContract {
  private static final MemoryLogConfig CONFIG =
      new MemoryLogConfig(100_000, 8 << 20, 3_600_000, 60_000);

  private final FakeClock clock = new FakeClock();
  private final MemoryRooms rooms = new MemoryRooms(CONFIG, new Epoch("e-ü"), clock);

  @Override
  protected RoomLog open() {
    return new MemoryRoomLog(rooms);
  }

  @Override
  protected void expire(RoomName room) {
    clock.advance(CONFIG.ageMs());
  }
}

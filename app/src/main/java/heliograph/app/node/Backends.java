package heliograph.app.node;

import heliograph.app.config.Config;
import heliograph.domain.id.Epoch;
import heliograph.kafka.KafkaControlLog;
import heliograph.kafka.KafkaRoomLog;
import heliograph.memory.MemoryControl;
import heliograph.memory.MemoryControlLog;
import heliograph.memory.MemoryLogConfig;
import heliograph.memory.MemoryPresence;
import heliograph.memory.MemoryPresenceStore;
import heliograph.memory.MemoryRoomLog;
import heliograph.memory.MemoryRooms;
import heliograph.memory.MemorySessionConfig;
import heliograph.memory.MemorySessionStore;
import heliograph.memory.MemorySessions;
import heliograph.ports.ControlLog;
import heliograph.ports.Inbox;
import heliograph.ports.PresenceStore;
import heliograph.ports.RoomLog;
import heliograph.ports.SessionStore;
import heliograph.ports.Telemetry;
import heliograph.redis.RedisConfig;
import heliograph.redis.RedisConnection;
import heliograph.redis.RedisPresenceStore;
import heliograph.redis.RedisSessionStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The adapters behind the ports, chosen by configuration. */
record Backends(
    RoomLog log,
    SessionStore sessions,
    PresenceStore presence,
    ControlLog control,
    Runnable disconnect) {

  /**
   * Connects to nothing yet but Redis, which must take the user, password and database.
   *
   * @throws BackendFailure if it does not
   */
  static Backends of(Config config, InstantSource clock, Telemetry telemetry) {
    boolean kafka = config.log().kind() == Config.LogKind.KAFKA;
    RedisConnection redis =
        config.sessions().kind() == Config.SessionsKind.REDIS ? connect(config) : null;
    return new Backends(
        kafka ? new KafkaRoomLog(Settings.kafka(config), telemetry) : memoryLog(config, clock),
        redis != null
            ? new RedisSessionStore(redis)
            : new MemorySessionStore(new MemorySessions(MemorySessionConfig.DEFAULT, clock)),
        redis != null
            ? RedisPresenceStore.open(redis)
            : new MemoryPresenceStore(new MemoryPresence(clock)),
        kafka
            ? new KafkaControlLog(Settings.kafka(config), telemetry)
            : new MemoryControlLog(new MemoryControl()),
        redis == null ? () -> {} : redis::close);
  }

  private static RedisConnection connect(Config config) {
    try {
      return RedisConnection.open(
          RedisConfig.of(config.sessions().redisUri().reveal(), config.listen().nodeId())
              .withLeaseMs(config.sessions().presenceLeaseMs()));
    } catch (IllegalArgumentException e) {
      throw new BackendFailure(e);
    }
  }

  private static RoomLog memoryLog(Config config, InstantSource clock) {
    Config.Memory memory = config.log().memory();
    MemoryLogConfig bounds =
        new MemoryLogConfig(
            memory.retentionMessages(),
            memory.retentionBytes(),
            memory.retentionMs(),
            config.limits().dedupeWindowMs());
    return new MemoryRoomLog(
        new MemoryRooms(bounds, new Epoch(UUID.randomUUID().toString()), clock));
  }

  /**
   * Starts all of them, and waits for what is out of reach for a bounded time.
   *
   * @throws BackendFailure if what is there is not as configured, or refuses this node
   */
  void start(Inbox inbox) {
    try {
      control.start(inbox);
      sessions.start(inbox);
      presence.start(inbox);
      log.start(inbox);
    } catch (IllegalStateException e) {
      throw new BackendFailure(e);
    }
  }

  /** Returns why the node cannot serve, in words; empty if it can. */
  List<String> notReady() {
    return log.trouble() == null ? List.of() : List.of("log: " + log.trouble());
  }

  /** Returns what is out of reach though the node serves. */
  List<String> degraded() {
    List<String> troubles = new ArrayList<>(2);
    if (sessions.trouble() != null) {
      troubles.add("sessions: " + sessions.trouble());
    }
    if (presence.trouble() != null) {
      troubles.add("presence: " + presence.trouble());
    }
    return troubles;
  }

  /** Ends all of them; sessions last, as the others' ends may still be saved. */
  void close() {
    log.close();
    presence.close();
    control.close();
    sessions.close();
    disconnect.run();
  }
}

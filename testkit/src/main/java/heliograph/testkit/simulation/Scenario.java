package heliograph.testkit.simulation;

import heliograph.domain.Limits;
import heliograph.domain.Limits.SlowConsumers;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What is played: how many nodes and clients, which faults, which bounds. Follows from the seed.
 *
 * @param nodes nodes of the cluster
 * @param clients clients, of which some share a user
 * @param rooms rooms besides the inboxes
 * @param chaosMs how long the faults last
 * @param faults what goes wrong beyond clients and their networks
 * @param roomRecordsMax records the log keeps of a room
 * @param ample whether that is more than will ever be written
 * @param leaseMs how long a node's presence outlives it
 * @param limits the bounds, shrunk so that they are reached
 */
public record Scenario(
    long seed,
    int nodes,
    int clients,
    int rooms,
    long chaosMs,
    Set<Fault> faults,
    int roomRecordsMax,
    boolean ample,
    long leaseMs,
    Limits limits) {

  /** What can go wrong with nodes and what they stand on. */
  public enum Fault {
    /** A node dies; another takes its place some time later. */
    CRASH,
    /** A node sends its clients away, and is started anew. */
    DRAIN,
    /** A node does nothing for a while, and goes on as if nothing had been. */
    PAUSE,
    /** A node cannot reach the log, or the log does not answer it. */
    LOG_CUT,
    /** Single appends fail, with or without being carried out. */
    LOG_FLAKY,
    /** A node cannot reach the session and presence store. */
    STORE_CUT,
    /** Single operations on sessions fail, with or without being carried out. */
    STORE_FLAKY,
    /** All that a node asks of the log and the store takes long. */
    SLOW,
    /** Nodes' clocks differ, and are set forward and back. */
    CLOCKS_OFF,
    /** Ticks come late, or more often than needed. */
    TICKS_OFF,
    /** Tokens run out. */
    TOKENS_EXPIRE
  }

  /** Makes the scenario of a seed, with so many nodes. */
  public static Scenario of(long seed, int nodes) {
    Chance chance = new Chance(seed * 31 + 7);
    Set<Fault> faults = EnumSet.noneOf(Fault.class);
    for (Fault fault : Fault.values()) {
      if (chance.in(0.3)) {
        faults.add(fault);
      }
    }
    boolean ample = chance.in(0.8);
    if (!ample) {
      // A node that starts where less than a dedupe window is kept cannot know all keys.
      faults.removeAll(EnumSet.of(Fault.CRASH, Fault.DRAIN));
    }
    return new Scenario(
        seed,
        nodes,
        chance.between(2, 8 + nodes / 2),
        chance.between(1, 4),
        chance.between(3, 20) * 1_000L,
        faults,
        ample ? 1_000_000 : chance.between(5, 60),
        ample,
        chance.between(1, 3) * 500L,
        limits(chance));
  }

  /** Returns the same scenario with no faults of nodes and stores. */
  public Scenario withoutFaults() {
    return new Scenario(
        seed,
        nodes,
        clients,
        rooms,
        chaosMs,
        EnumSet.noneOf(Fault.class),
        1_000_000,
        true,
        leaseMs,
        limits);
  }

  private static Limits limits(Chance chance) {
    return Limits.DEFAULT.with(
        l -> {
          l.maxRooms = 3;
          l.ackWindow = chance.between(1, 4);
          l.ackTimeoutMs = 400;
          l.resumeMs = 3_000;
          l.sessionSaveMs = 150;
          l.publishTimeoutMs = 800;
          // Longer than a run: what happens at the window's edge is a known limit of its own.
          l.dedupeWindowMs = 3_600_000;
          l.dedupeKeysMax = 100_000;
          l.ringMessagesMax = chance.between(1, 8);
          l.ringBytesMax = chance.in(0.3) ? 700 : 1 << 20;
          l.nodeRingBytesMax = chance.in(0.3) ? 1_500 : 1 << 20;
          l.readMessagesMax = chance.between(1, 5);
          l.readBytesMax = chance.in(0.3) ? 20 : 1 << 20;
          l.stretchesMax = chance.between(1, 3);
          l.nodeStretchBytesMax = chance.in(0.3) ? 800 : 1 << 20;
          l.batchMessagesMax = chance.between(1, 3);
          l.batchBytesMax = chance.in(0.3) ? 300 : 1 << 20;
          l.inFlightMax = 4;
          l.outboxFramesMax = 4;
          l.ephemeralsMax = 2;
          l.historyMax = 6;
          l.presenceEvents = List.of("room-0");
          l.tokenExpiringMs = 500;
          l.connectionAgeMs = chance.in(0.2) ? 4_000 : 0;
          l.reconnectGraceMs = 200;
          l.badFramesMax = 3;
          l.slowConsumers = chance.in(0.2) ? SlowConsumers.CLOSE : SlowConsumers.CATCH_UP;
        });
  }

  boolean has(Fault fault) {
    return faults.contains(fault);
  }

  @Override
  public String toString() {
    return "seed="
        + seed
        + " nodes="
        + nodes
        + " clients="
        + clients
        + " rooms="
        + rooms
        + " chaosMs="
        + chaosMs
        + " faults="
        + faults
        + " roomRecordsMax="
        + roomRecordsMax
        + " ackWindow="
        + limits.ackWindow()
        + " ring="
        + limits.ringMessagesMax()
        + " read="
        + limits.readMessagesMax()
        + " batch="
        + limits.batchMessagesMax()
        + " slow="
        + limits.slowConsumers();
  }
}

package heliograph.redis;

import heliograph.domain.id.NodeId;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/**
 * One stretch of a node's presence under one lease. Once the lease has ended, or it is in doubt
 * what was written, the node goes on as another incarnation, and nothing revives this one.
 *
 * @param notAfterMs the last moment to write under it, epoch milliseconds by Redis's clock
 * @param former the node's incarnations before it whose entries may still be there
 */
record Incarnation(String id, long notAfterMs, List<String> former) {
  private static final int RANDOM_BYTES = 9;
  private static final int NODE_CHARS_MAX = 40;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Makes an id no other incarnation has, ever; of plain characters, for it is part of keys. */
  static String freshId(NodeId node) {
    byte[] random = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(random);
    String plain = node.value().replaceAll("[^A-Za-z0-9._-]", "_");
    return plain.substring(0, Math.min(plain.length(), NODE_CHARS_MAX))
        + "~"
        + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  Incarnation until(long notAfterMs) {
    return new Incarnation(id, notAfterMs, former);
  }

  boolean is(Incarnation other) {
    return other != null && id.equals(other.id);
  }
}

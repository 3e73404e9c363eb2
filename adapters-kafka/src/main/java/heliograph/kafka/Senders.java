package heliograph.kafka;

import heliograph.domain.id.UserId;
import java.util.Arrays;

/**
 * The users that records are from, one object for all records of a user as long as it is
 * remembered: rooms keep their records for long, and a user with its name is half of the objects
 * that a short one is made of, all of which the collector has to copy.
 *
 * <p>Bounded: {@value #ENTRIES} users, each in the one place that its name's hash says, where it
 * gives way to the next one. For one thread.
 */
final class Senders {
  static final int ENTRIES = 1 << 13;

  private final byte[][] names = new byte[ENTRIES][];
  private final UserId[] users = new UserId[ENTRIES];

  /** Returns the user of that name in UTF-8, null if it is none. Keeps the bytes. */
  UserId of(byte[] name) {
    int hash = Arrays.hashCode(name) * 0x9E3779B9;
    int entry = (hash ^ hash >>> 16) & ENTRIES - 1;
    if (names[entry] != null && Arrays.equals(names[entry], name)) {
      return users[entry];
    }
    UserId user = RecordFormat.user(name);
    if (user != null) {
      names[entry] = name;
      users[entry] = user;
    }
    return user;
  }
}

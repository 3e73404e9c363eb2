package heliograph.domain.hub;

import java.util.ArrayDeque;

/**
 * Clients that there may be something for, each once, in the order in which that was noted. For the
 * hub's thread.
 *
 * <p>They are gone through in rounds. A round that ends in the turn it began in takes all there
 * are. One that is put off goes on in later turns, and takes no client again: who is noted
 * meanwhile belongs to the next.
 */
final class Rounds {
  private final ArrayDeque<Client> due = new ArrayDeque<>();

  /** Whether the round at hand was put off, and so takes no more clients in. */
  private boolean shut;

  /** Clients that such a round has still to come to. */
  private int left;

  boolean isEmpty() {
    return due.isEmpty();
  }

  void add(Client client) {
    if (!client.due) {
      client.due = true;
      due.addLast(client);
    }
  }

  /** Begins the next round if the one at hand is through. */
  void next() {
    if (left == 0) {
      shut = false;
    }
  }

  /** Makes one round of all. */
  void join() {
    left = 0;
    shut = false;
  }

  /** Removes and returns the next client of the round; null if it is through. */
  Client poll() {
    if (shut) {
      if (left == 0) {
        return null;
      }
      left--;
    }
    Client client = due.pollFirst();
    if (client != null) {
      client.due = false;
    }
    return client;
  }

  /** Ends the turn: what is left of the round is for later ones. */
  void putOff() {
    if (!shut && !due.isEmpty()) {
      shut = true;
      left = due.size();
    }
  }
}

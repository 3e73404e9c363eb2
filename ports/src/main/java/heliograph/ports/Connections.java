package heliograph.ports;

import heliograph.domain.CloseReason;
import heliograph.domain.Peer;
import heliograph.domain.message.ServerFrame;
import java.util.List;

/**
 * The clients' connections of this node. Called by who turns the hub, one thread at a time; no
 * method blocks on a socket. A peer that is gone is no error: calls for it do nothing, but for the
 * {@code Written} that every write is followed by.
 */
public interface Connections {
  /**
   * Writes frames in order; {@code Written} comes when they are in the socket, or never will be.
   */
  void write(Peer peer, List<ServerFrame> frames);

  /** Starts what {@link #write} collected since the last call. */
  void flush();

  /** Closes after what is being written: close frame, handshake, and an end in bounded time. */
  void close(Peer peer, CloseReason reason);

  /** Stops reading from the peer. */
  void pause(Peer peer);

  /** Reads from the peer again. */
  void resume(Peer peer);

  /**
   * Leaves what waits for the hub to a thread that serves clients, if one is busy enough to look
   * for things to do only now and then: it will call {@link ClientInbox#flush} at its next look,
   * within the time it may rest, and takes together what has come by then. For any thread; does not
   * block.
   *
   * @return false, and nothing done, if there is none
   */
  default boolean lookSoon() {
    return false;
  }
}

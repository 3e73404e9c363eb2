package heliograph.domain;

import heliograph.domain.id.NodeId;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;

/** What nodes tell all nodes, apart from messages. */
public sealed interface Control {
  /**
   * A session went on at another node: whoever held it before closes its connection.
   *
   * @param owner the node that has it now
   * @param version the session's version at which it was taken
   */
  record SessionTaken(SessionId session, NodeId owner, long version) implements Control {}

  /** All connections of a user are to be closed for good. */
  record Disconnect(UserId user) implements Control {}
}

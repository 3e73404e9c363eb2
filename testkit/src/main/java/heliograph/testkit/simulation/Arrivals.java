package heliograph.testkit.simulation;

import heliograph.domain.ErrorCode;
import heliograph.domain.message.Ephemeral;
import heliograph.domain.message.Message;
import heliograph.domain.message.ServerFrame;

/** What comes to a client over its present connection: each frame goes to whom it concerns. */
final class Arrivals {
  private final World world;
  private final SimClient client;
  private final Deeds deeds;

  Arrivals(World world, SimClient client, Deeds deeds) {
    this.world = world;
    this.client = client;
    this.deeds = deeds;
  }

  void take(ServerFrame frame) {
    switch (frame) {
      case ServerFrame.Welcome welcome -> client.welcome(welcome);
      case Message message -> message(message, false);
      case ServerFrame.Redelivery(Message message) -> message(message, true);
      case Ephemeral ephemeral -> whisper(ephemeral);
      case ServerFrame.Joined reply -> client.requests.replied(reply.id(), reply);
      case ServerFrame.Left reply -> client.requests.replied(reply.id(), reply);
      case ServerFrame.Published reply -> client.requests.replied(reply.id(), reply);
      case ServerFrame.PresenceList reply -> client.requests.replied(reply.id(), reply);
      case ServerFrame.HistoryPage reply -> client.requests.replied(reply.id(), reply);
      case ServerFrame.Refreshed reply -> client.requests.replied(reply.id(), reply);
      case ServerFrame.Pong reply -> client.requests.replied(reply.id(), reply);
      case ServerFrame.Failure reply -> failure(reply);
      case ServerFrame.TokenExpiring expiring -> deeds.tokenExpiring();
      case ServerFrame.MemberChange change -> {}
      case ServerFrame.ServerShutdown shutdown -> {}
      case ServerFrame.Reconnect reconnect -> {}
    }
  }

  private void failure(ServerFrame.Failure failure) {
    if (failure.id() == null) {
      world.require(
          failure.code() == ErrorCode.INVALID && client.rooms.ackRefused(),
          Invariant.NO_UNDUE_ERROR,
          "%s got, unasked, %s",
          client.name(),
          failure);
      return;
    }
    client.requests.replied(failure.id(), failure);
  }

  private void whisper(Ephemeral message) {
    world.require(
        !client.session().equals(message.skip()),
        Invariant.NO_DUPLICATE,
        "%s got back its own ephemeral message",
        client.name());
  }

  private void message(Message message, boolean again) {
    world.delivered++;
    if (message.room().equals(client.inbox.room)) {
      client.inbox.message(message, again);
    } else {
      client.rooms.message(message, again);
    }
  }
}

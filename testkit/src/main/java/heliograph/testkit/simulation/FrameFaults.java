package heliograph.testkit.simulation;

import heliograph.domain.id.RoomName;
import heliograph.domain.message.LogRecord;
import heliograph.domain.message.Message;
import heliograph.domain.message.Payload;
import heliograph.domain.message.Request;
import heliograph.domain.message.ServerFrame;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Planted faults on the way between node and client; changes nothing where none is planted. */
final class FrameFaults {
  private final World world;

  private record Place(RoomName room, long position) {}

  /** What this connection has brought already; noted where that matters to what is planted. */
  private final Set<Place> brought = new HashSet<>();

  FrameFaults(World world) {
    this.world = world;
  }

  Request garble(Request request) {
    if (!(request instanceof Request.Ack(List<Request.Acked> acks))) {
      return request;
    }
    Request.Acked ack = acks.getFirst();
    if (world.strikes(PlantedFault.ACK_GARBLED, 0.1)) {
      return new Request.Ack(List.of(new Request.Acked(ack.room(), Long.MAX_VALUE)));
    }
    return request;
  }

  List<ServerFrame> apply(List<ServerFrame> frames) {
    List<ServerFrame> changed = new ArrayList<>(frames.size());
    for (ServerFrame frame : frames) {
      apply(frame, changed);
    }
    if (changed.size() >= 2
        && changed.get(0) instanceof Message one
        && changed.get(1) instanceof Message two
        && one.room().equals(two.room())
        && world.strikes(PlantedFault.MESSAGES_SWAPPED, 0.1)) {
      changed.set(0, with(one, two.log().payload(), one.prev()));
      changed.set(1, with(two, one.log().payload(), two.prev()));
    }
    return changed;
  }

  private void apply(ServerFrame frame, List<ServerFrame> changed) {
    switch (frame) {
      case Message message when world.strikes(PlantedFault.MESSAGE_DOUBLED, 0.05) -> {
        changed.add(message);
        changed.add(message);
      }
      case Message message
          when message.prev() > 0 && world.strikes(PlantedFault.WRONG_PREV, 0.05) ->
          changed.add(with(message, message.log().payload(), message.prev() - 1));
      // What comes for the first time on this connection is expected for other reasons too.
      case ServerFrame.Redelivery(Message again)
          when brought.contains(place(again))
              && world.strikes(PlantedFault.REDELIVERY_LOST, 1) -> {}
      case ServerFrame.Published reply when world.strikes(PlantedFault.REPLY_LOST, 0.05) -> {}
      case ServerFrame.Published reply when world.strikes(PlantedFault.REPLY_DOUBLED, 0.05) -> {
        changed.add(reply);
        changed.add(reply);
      }
      case Message message when world.strikes(PlantedFault.REDELIVERY_LOST, 1) -> {
        brought.add(place(message));
        changed.add(message);
      }
      default -> changed.add(frame);
    }
  }

  private static Place place(Message message) {
    return new Place(message.room(), message.position());
  }

  private static Message with(Message message, Payload payload, long prev) {
    LogRecord log = message.log();
    LogRecord other =
        new LogRecord(
            log.room(),
            log.partition(),
            log.position(),
            log.atMs(),
            log.from(),
            log.key(),
            payload,
            log.skip(),
            log.traceparent());
    return new Message(message.epoch(), other, prev);
  }
}

package heliograph.bench.jmh;

import heliograph.domain.Effect;
import heliograph.domain.Hub;
import heliograph.domain.Input;
import heliograph.domain.Limits;
import heliograph.domain.Peer;
import heliograph.domain.id.Epoch;
import heliograph.domain.id.NodeId;
import heliograph.domain.id.RequestId;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import heliograph.domain.message.LogRecord;
import heliograph.domain.message.Message;
import heliograph.domain.message.Payload;
import heliograph.domain.message.Request;
import heliograph.domain.message.ServerFrame;
import heliograph.domain.session.Grants;
import heliograph.domain.session.Principal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** A hub whose effects are all done at once, in memory and in order. For one thread. */
final class HubDriver {
  private static final RoomName ROOM = new RoomName("r");
  private static final Epoch EPOCH = new Epoch("e");

  private static final class Member implements Peer {}

  private final Hub hub = new Hub(new NodeId("n"), Limits.DEFAULT);
  private final ArrayDeque<Input> inputs = new ArrayDeque<>();
  private final List<Member> members = new ArrayList<>();
  private final Payload payload =
      new Payload(Payload.Type.JSON, "{\"a\":1}".getBytes(StandardCharsets.US_ASCII));
  private long position;
  private long written;
  private long nowMs = 1_790_000_000_000L;

  /** Returns how many messages were written to members so far. */
  long written() {
    return written;
  }

  /** A user of its own comes and joins the room. */
  void join(int i) {
    Member member = new Member();
    members.add(member);
    Principal who = new Principal(new UserId("u" + i), Grants.ALL, Principal.NEVER);
    inputs.add(new Input.Opened(member, who, null, new SessionId("s" + i), "secret-" + i));
    inputs.add(new Input.Heard(member));
    run();
    ask(member, new Request.Join(new RequestId.Number(1), ROOM, null, false, 0));
  }

  /** The first member publishes; returns when every member's write is reported. */
  void publish() {
    Request.Publish publish =
        new Request.Publish(new RequestId.Number(2), ROOM, payload, null, false, true, null);
    ask(members.getFirst(), publish);
  }

  private void ask(Member member, Request request) {
    inputs.add(new Input.Asked(member, request));
    run();
  }

  private void run() {
    nowMs++;
    Input input;
    while (!inputs.isEmpty()) {
      while ((input = inputs.poll()) != null) {
        handle(input);
      }
      handle(new Input.TurnEnded());
    }
  }

  private void handle(Input input) {
    for (Effect effect : hub.handle(input, nowMs)) {
      carryOut(effect);
    }
  }

  private void carryOut(Effect effect) {
    switch (effect) {
      case Effect.Write(Peer peer, List<ServerFrame> frames) -> {
        for (ServerFrame frame : frames) {
          if (frame instanceof Message) {
            written++;
          }
        }
        inputs.add(new Input.Written(peer));
      }
      case Effect.Append append -> {
        long at = position++;
        inputs.add(new Input.Records(List.of(LogRecord.of(append.draft(), 0, at, nowMs))));
        inputs.add(new Input.Appended(append.ticket(), at));
      }
      case Effect.Follow(RoomName room) ->
          inputs.add(new Input.Followed(room, EPOCH, 0, position - 1, position - 1, position - 1));
      case Effect.SaveSession save -> inputs.add(new Input.SessionSaved(save.ticket()));
      case Effect.LoadSession load -> inputs.add(new Input.SessionLoaded(load.ticket(), null));
      case Effect.ListPresence list ->
          inputs.add(new Input.PresenceListed(list.ticket(), 0, List.of()));
      case Effect.Read read -> throw new IllegalStateException("nobody is behind: " + read);
      case Effect.Close close -> throw new IllegalStateException("nobody is sent away: " + close);
      case Effect.Pause pause -> {}
      case Effect.Resume resume -> {}
      case Effect.Broadcast broadcast -> {}
      case Effect.Unfollow unfollow -> {}
      case Effect.EnterPresence enter -> {}
      case Effect.LeavePresence leave -> {}
      case Effect.Announce announce -> {}
    }
  }
}

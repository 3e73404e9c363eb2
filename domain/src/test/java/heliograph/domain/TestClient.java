package heliograph.domain;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.id.Epoch;
import heliograph.domain.id.MessageKey;
import heliograph.domain.id.RequestId;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import heliograph.domain.message.Request;
import heliograph.domain.message.ServerFrame;
import heliograph.domain.session.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A scripted client. What is written to it arrives at once, unless it is told to be slow; then one
 * write at a time arrives when it is told to read. Checks what every connection is promised: one
 * write at a time, none empty, none after the close.
 */
final class TestClient implements Peer {
  final Node node;
  final Principal principal;

  /** From the last welcome. */
  String session;

  /** From the last welcome. */
  String resume;

  CloseReason closed;
  boolean paused;

  /** Sees every frame as it arrives. */
  Consumer<ServerFrame> onFrame = frame -> {};

  private boolean slow;
  private boolean gone;
  private List<ServerFrame> inFlight;
  private final List<String> got = new ArrayList<>();

  TestClient(Node node, Principal principal) {
    this.node = node;
    this.principal = principal;
  }

  void open(String formerSecret) {
    String name = node.world.freshName();
    node.submit(
        new Input.Opened(this, principal, formerSecret, new SessionId(name), "secret-" + name));
  }

  void write(List<ServerFrame> frames) {
    assertThat(inFlight).as("a write while another is under way").isNull();
    assertThat(closed).as("a write after the close").isNull();
    assertThat(frames).isNotEmpty();
    inFlight = List.copyOf(frames);
    if (!slow) {
      read();
    }
  }

  /** Lets the write that is under way arrive; there must be one. */
  void read() {
    for (ServerFrame frame : inFlight) {
      if (frame instanceof ServerFrame.Welcome welcome) {
        session = welcome.session().value();
        resume = welcome.resume();
      }
      got.add(FrameText.of(frame));
      onFrame.accept(frame);
    }
    inFlight = null;
    node.submit(new Input.Written(this));
  }

  void slow() {
    slow = true;
  }

  /** Reads all there is, and is slow no more. */
  void fast() {
    slow = false;
    if (inFlight != null) {
      read();
    }
  }

  boolean isGone() {
    return gone;
  }

  boolean isBeingWritten() {
    return inFlight != null;
  }

  void close(CloseReason reason) {
    assertThat(closed).as("closed twice").isNull();
    closed = reason;
  }

  /** Takes what has arrived since the last call. */
  List<String> frames() {
    List<String> taken = List.copyOf(got);
    got.clear();
    return taken;
  }

  /** The connection is gone; what was being written is lost. */
  void disconnect() {
    assertThat(gone).isFalse();
    gone = true;
    node.submit(new Input.Closed(this));
    if (inFlight != null) {
      inFlight = null;
      node.submit(new Input.Written(this));
    }
  }

  /** Its node is gone, and with it the connection; nobody is told. */
  void die() {
    gone = true;
    inFlight = null;
  }

  void ask(Request request) {
    node.submit(new Input.Asked(this, request));
  }

  static RequestId id(long id) {
    return new RequestId.Number(id);
  }

  void join(long id, String room) {
    join(id, room, false);
  }

  void join(long id, String room, boolean ack) {
    ask(new Request.Join(id(id), new RoomName(room), null, ack, 0));
  }

  void joinFrom(long id, String room, long position) {
    joinFrom(id, room, node.world.log.epoch.value(), position, false);
  }

  void joinFrom(long id, String room, String epoch, long position, boolean ack) {
    Request.From from = new Request.From(new Epoch(epoch), position);
    ask(new Request.Join(id(id), new RoomName(room), from, ack, 0));
  }

  void joinHistory(long id, String room, int count) {
    joinHistory(id, room, count, false);
  }

  void joinHistory(long id, String room, int count, boolean ack) {
    ask(new Request.Join(id(id), new RoomName(room), null, ack, count));
  }

  void leave(long id, String room) {
    ask(new Request.Leave(id(id), new RoomName(room)));
  }

  void publish(long id, String room, String text) {
    publish(id, room, text, null, true);
  }

  void publish(long id, String room, String text, String key, boolean echo) {
    MessageKey k = key == null ? null : new MessageKey(key);
    ask(new Request.Publish(id(id), new RoomName(room), World.data(text), k, false, echo, null));
  }

  void whisper(long id, String room, String text, boolean echo) {
    ask(new Request.Publish(id(id), new RoomName(room), World.data(text), null, true, echo, null));
  }

  void send(long id, String user, String text) {
    ask(new Request.Send(id(id), new UserId(user), World.data(text), null, null));
  }

  void presence(long id, String room) {
    ask(new Request.Presence(id(id), new RoomName(room)));
  }

  void history(long id, String room, int limit) {
    historyBetween(id, room, Request.History.OPEN, Request.History.OPEN, limit);
  }

  void historyBetween(long id, String room, long before, long after, int limit) {
    ask(new Request.History(id(id), new RoomName(room), before, after, limit));
  }

  void ping(long id) {
    ask(new Request.Ping(id(id)));
  }

  void ack(String room, long... positions) {
    ask(
        new Request.Ack(
            java.util.Arrays.stream(positions)
                .mapToObj(p -> new Request.Acked(new RoomName(room), p))
                .toList()));
  }

  void ackAll(Request.Acked... acks) {
    ask(new Request.Ack(Stream.of(acks).toList()));
  }

  void refresh(long id, Principal newer) {
    node.submit(new Input.Refreshed(this, id(id), newer));
  }

  void faulty(Long id, ErrorCode code) {
    node.submit(new Input.Faulty(this, id == null ? null : id(id), code, "no good", -1));
  }

  void heard() {
    node.submit(new Input.Heard(this));
  }
}

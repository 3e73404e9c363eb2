package heliograph.testkit.simulation;

import heliograph.domain.ErrorCode;
import heliograph.domain.id.MessageKey;
import heliograph.domain.id.RequestId;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.UserId;
import heliograph.domain.message.Draft;
import heliograph.domain.message.Request;
import heliograph.domain.message.ServerFrame;
import java.util.ArrayList;
import java.util.List;

/** A client's publishes: repeated with the same key until answered, and judged at the end. */
final class Publisher {
  private static final int WAITING_MAX = 5;

  /** One message somebody wants to publish; each has a text of its own. */
  private static final class Publish {
    RoomName room;
    UserId to;
    String text;
    MessageKey key;
    boolean echo;

    /** Attempts of which it is not known what became. */
    int unknown;

    /** Whether an attempt is under way. */
    boolean asked;

    /** Whether it is neither answered nor given up. */
    boolean open = true;

    /** Where it is, by the answer; -1 while there is none. */
    long position = -1;
  }

  private final World world;
  private final SimClient client;
  private final List<Publish> publishes = new ArrayList<>();

  Publisher(World world, SimClient client) {
    this.world = world;
    this.client = client;
  }

  void publishAny() {
    if (publishes.stream().filter(p -> p.open).count() >= WAITING_MAX) {
      return;
    }
    Publish publish = new Publish();
    publish.text = "\"" + client.name() + "-" + publishes.size() + "\"";
    publish.key =
        world.chance.in(0.6) ? new MessageKey(client.name() + "-" + publishes.size()) : null;
    publish.echo = world.chance.in(0.85);
    if (world.chance.in(0.15)) {
      publish.to = world.chance.of(world.users);
      publish.room = RoomName.inboxOf(publish.to);
    } else {
      publish.room = world.chance.of(world.rooms);
    }
    publishes.add(publish);
    attempt(publish);
  }

  /** Publishes to a room so that it has a message after everything that went wrong. */
  void publishTo(RoomName room) {
    Publish publish = new Publish();
    publish.text = "\"" + client.name() + "-" + publishes.size() + "\"";
    publish.key = new MessageKey(client.name() + "-" + publishes.size());
    publish.echo = true;
    publish.room = room;
    publishes.add(publish);
    attempt(publish);
  }

  private void attempt(Publish publish) {
    if (!client.isOnline() || !publish.open || publish.asked) {
      return;
    }
    publish.asked = true;
    client.requests.ask(
        Requests.Kind.PUBLISH,
        id -> request(publish, id),
        reply -> {
          publish.asked = false;
          if (reply instanceof ServerFrame.Published done) {
            answered(publish, done);
          } else {
            failed(publish, (ServerFrame.Failure) reply);
          }
        });
  }

  private Request request(Publish publish, RequestId id) {
    return publish.to != null
        ? new Request.Send(id, publish.to, Texts.payload(publish.text), publish.key, null)
        : new Request.Publish(
            id, publish.room, Texts.payload(publish.text), publish.key, false, publish.echo, null);
  }

  private void answered(Publish publish, ServerFrame.Published done) {
    publish.open = false;
    publish.position = done.position();
    Draft truth = world.truth.at(publish.room, done.position());
    world.require(
        done.room().equals(publish.room)
            && truth != null
            && Texts.of(truth.payload()).equals(publish.text),
        Invariant.ANSWERS_ARE_TRUE,
        "%s was told that %s is %s, where the log has %s",
        client.name(),
        publish.text,
        done,
        truth);
    world.require(
        !done.duplicate() || publish.key != null && publish.unknown > 0,
        Invariant.ANSWERS_ARE_TRUE,
        "%s was told that %s is a repetition, which it was not",
        client.name(),
        publish.text);
  }

  private void failed(Publish publish, ServerFrame.Failure failure) {
    if (failure.code() == ErrorCode.TIMEOUT) {
      unknown(publish);
    }
    world.time.after(world.chance.between(50, 300), () -> attempt(publish));
  }

  /** Without a key it must not be repeated: that might make two of it. */
  private void unknown(Publish publish) {
    publish.unknown++;
    if (publish.key == null) {
      publish.open = false;
    }
  }

  void connectionLost() {
    for (Publish publish : publishes) {
      if (publish.asked) {
        publish.asked = false;
        unknown(publish);
      }
    }
  }

  void connected() {
    for (Publish publish : publishes) {
      if (publish.open) {
        world.time.after(world.chance.delayMs(50), () -> attempt(publish));
      }
    }
  }

  boolean isDone() {
    return publishes.stream().noneMatch(publish -> publish.open);
  }

  /** Compares what was answered with what the log took. */
  void judge() {
    for (Publish publish : publishes) {
      List<Long> found = world.truth.positionsOf(publish.text);
      boolean answered = publish.position >= 0;
      world.require(
          found.size() <= 1,
          Invariant.ONCE_PER_PUBLISH,
          "%s of %s is in the log at %s",
          publish.text,
          client.name(),
          found);
      world.require(
          !answered || found.equals(List.of(publish.position)),
          Invariant.ANSWERS_ARE_TRUE,
          "%s of %s was answered with %d, and is at %s",
          publish.text,
          client.name(),
          publish.position,
          found);
      world.require(
          answered || publish.unknown > 0 || found.isEmpty(),
          Invariant.ANSWERS_ARE_TRUE,
          "%s of %s was refused each time, and is at %s",
          publish.text,
          client.name(),
          found);
    }
  }
}

package heliograph.websocket;

import heliograph.domain.CloseReason;
import heliograph.domain.Input;
import heliograph.domain.Peer;
import heliograph.domain.id.NodeId;
import heliograph.domain.message.Ephemeral;
import heliograph.domain.message.Request;
import heliograph.domain.message.ServerFrame;
import heliograph.ports.ClientInbox;
import heliograph.ports.Connections;
import heliograph.ports.Inbox;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A tiny hub: one thread that takes inputs in their order, keeps to the rule of one write at a time
 * for each peer, and answers just enough for a transport to be seen at work. It welcomes, answers
 * pings, gives each publish to everybody as an ephemeral message, and faults as failures.
 */
public final class ScriptedHub implements ClientInbox, Inbox, AutoCloseable {
  private final BlockingQueue<Runnable> mailbox = new LinkedBlockingQueue<>();
  private final List<Input> inputs = new CopyOnWriteArrayList<>();
  private final Thread thread = Thread.ofPlatform().name("hub").unstarted(this::run);
  private final AtomicInteger tried = new AtomicInteger();
  private volatile boolean recording = true;
  private volatile boolean stopped;

  // The hub's thread's own.
  private final Map<Peer, Outbox> peers = new LinkedHashMap<>();
  private Connections connections;

  private static final class Outbox {
    private final List<ServerFrame> waiting = new ArrayList<>();
    private boolean writing;
  }

  void start(Connections connections) {
    this.connections = connections;
    thread.start();
  }

  /** Everything that was submitted so far, in order. */
  public List<Input> inputs() {
    return inputs;
  }

  /** The inputs of one type so far. */
  public <T extends Input> List<T> inputs(Class<T> type) {
    return inputs.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** Stops to record, for tests with many inputs. */
  public void forget() {
    recording = false;
    inputs.clear();
  }

  /** Does something on the hub's thread and waits until it is done. */
  public void call(Consumer<Connections> action) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    mailbox.add(
        () -> {
          action.accept(connections);
          connections.flush();
          done.complete(null);
        });
    done.join();
  }

  /** Sends a frame to all who are connected. */
  public void broadcast(ServerFrame... frames) {
    call(c -> peers.keySet().forEach(peer -> say(peer, frames)));
  }

  /** Sends frames to one peer. */
  public void tell(Peer peer, ServerFrame... frames) {
    call(c -> say(peer, frames));
  }

  public void close(Peer peer, CloseReason reason) {
    call(c -> c.close(peer, reason));
  }

  /** Who is connected, in the order of coming. */
  public List<Peer> peers() {
    List<Peer> found = new ArrayList<>();
    call(c -> found.addAll(peers.keySet()));
    return found;
  }

  @Override
  public void submit(Input.FromClient input) {
    take(input);
  }

  /** Has one in three wait, so that both ways in are gone, and their order is seen. */
  @Override
  public boolean trySubmit(Input.FromClient input) {
    if (tried.incrementAndGet() % 3 == 0) {
      return false;
    }
    take(input);
    return true;
  }

  @Override
  public void submit(Input.Outcome outcome) {
    take(outcome);
  }

  private void take(Input input) {
    mailbox.add(
        () -> {
          if (recording) {
            inputs.add(input);
          }
          handle(input);
        });
  }

  private void run() {
    try {
      while (!stopped) {
        mailbox.take().run();
        if (mailbox.isEmpty()) {
          connections.flush();
        }
      }
    } catch (InterruptedException e) {
      // Stopped.
    }
  }

  private void handle(Input input) {
    switch (input) {
      case Input.Opened opened -> {
        peers.put(opened.peer(), new Outbox());
        say(opened.peer(), welcome(opened));
      }
      case Input.Asked(Peer peer, Request.Ping ping) -> say(peer, new ServerFrame.Pong(ping.id()));
      case Input.Asked(Peer peer, Request.Publish publish) -> {
        Ephemeral message = new Ephemeral(publish.room(), null, 0, publish.data(), null);
        peers.keySet().forEach(member -> say(member, message));
      }
      case Input.Faulty faulty ->
          say(
              faulty.peer(),
              new ServerFrame.Failure(
                  faulty.id(), faulty.code(), faulty.message(), faulty.retryAfterMs()));
      case Input.Refreshed refreshed ->
          say(
              refreshed.peer(),
              new ServerFrame.Refreshed(refreshed.id(), refreshed.principal().expiresAtMs()));
      case Input.Written(Peer peer) -> written(peer);
      case Input.Closed(Peer peer) -> peers.remove(peer);
      default -> {}
    }
  }

  private static ServerFrame welcome(Input.Opened opened) {
    return new ServerFrame.Welcome(
        opened.freshSession(),
        opened.freshSecret(),
        false,
        opened.principal().user(),
        new NodeId("n1"),
        1_000,
        65_536,
        10,
        List.of(),
        null);
  }

  private void say(Peer peer, ServerFrame... frames) {
    Outbox outbox = peers.get(peer);
    if (outbox == null) {
      return;
    }
    outbox.waiting.addAll(List.of(frames));
    writeNext(peer, outbox);
  }

  private void written(Peer peer) {
    Outbox outbox = peers.get(peer);
    if (outbox != null) {
      outbox.writing = false;
      writeNext(peer, outbox);
    }
  }

  private void writeNext(Peer peer, Outbox outbox) {
    if (!outbox.writing && !outbox.waiting.isEmpty()) {
      outbox.writing = true;
      connections.write(peer, List.copyOf(outbox.waiting));
      outbox.waiting.clear();
    }
  }

  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
  }
}

package heliograph.bench.hostile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;

/** Members read by one thread, some of which may be told to stop reading. */
final class Crowd implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 20;

  private final Member.Listener listener;
  private final Selector selector = Selector.open();
  private final List<Member> members = new ArrayList<>();
  private final Thread thread;
  private volatile boolean stopped;

  Crowd(String name, Member.Listener listener) throws IOException {
    this.listener = listener;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  /** Adds a member before the start. */
  void add(Member member) throws IOException {
    member.channel.configureBlocking(false);
    member.channel.register(selector, SelectionKey.OP_READ, member);
    members.add(member);
  }

  void start() {
    thread.start();
  }

  List<Member> members() {
    return members;
  }

  /** Has a member read, or not. */
  void reading(Member member, boolean wanted) {
    SelectionKey key = member.channel.keyFor(selector);
    if (key != null && key.isValid()) {
      key.interestOps(wanted ? SelectionKey.OP_READ : 0);
      selector.wakeup();
    }
  }

  private void run() {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    try {
      while (!stopped) {
        selector.select(key -> read(key, buffer), 100);
      }
    } catch (ClosedSelectorException e) {
      // Closed from outside: the end.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(SelectionKey key, ByteBuffer buffer) {
    Member member = (Member) key.attachment();
    try {
      member.read(buffer, listener);
    } catch (IOException e) {
      member.end();
    }
    if (member.ended()) {
      key.cancel();
    }
  }

  @Override
  public void close() throws IOException {
    stopped = true;
    selector.close();
    for (Member member : members) {
      member.channel.close();
    }
  }
}

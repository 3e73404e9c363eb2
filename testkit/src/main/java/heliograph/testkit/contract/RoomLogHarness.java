package heliograph.testkit.contract;

import static heliograph.testkit.contract.Fixtures.draft;
import static heliograph.testkit.contract.Fixtures.json;

import heliograph.domain.id.RoomName;
import heliograph.domain.message.Draft;
import heliograph.domain.message.Span;
import heliograph.domain.message.Stretch;
import heliograph.ports.RoomLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;

/** What the room log's suites share: nodes on one log, tickets, and the adapter's two methods. */
abstract class RoomLogHarness {
  private static final int BYTES_PLENTY = 1 << 20;

  private final AtomicLong tickets = new AtomicLong();
  private final List<RoomLog> opened = new ArrayList<>();

  /**
   * Opens a further node's handle on the log that all handles of one test share; not started. Its
   * records' retention must be longer than a test, its dedupe window too.
   */
  protected abstract RoomLog open() throws Exception;

  /**
   * Has retention take everything the room holds so far (other rooms may lose theirs too). What is
   * appended later must be kept, at higher positions.
   */
  protected abstract void expire(RoomName room) throws Exception;

  /** Returns a payload size the log is set up to refuse; 8 MiB unless overridden. */
  protected int oversizeBytes() {
    return 8 << 20;
  }

  /** One node: a handle on the log, and what came to its inbox. */
  final class Node {
    final RoomLog log;
    final RecordingInbox inbox = new RecordingInbox();

    Node(RoomLog log) {
      this.log = log;
      log.start(inbox);
    }

    void close() {
      opened.remove(log);
      log.close();
    }

    long append(Draft draft) {
      long ticket = tickets.incrementAndGet();
      log.append(ticket, draft);
      return ticket;
    }

    /** Appends and waits; returns the position. */
    long appended(Draft draft) {
      return inbox.appended(append(draft));
    }

    /** Appends {@code count} small messages and waits for all; returns their positions. */
    List<Long> fill(RoomName room, int count) {
      List<Long> asked = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        asked.add(append(draft(room, json("\"" + i + "\""))));
      }
      return asked.stream().map(inbox::appended).toList();
    }

    Stretch after(RoomName room, long position, int limit) {
      return read(new Span(room, new Span.After(position), limit, BYTES_PLENTY));
    }

    Stretch before(RoomName room, long position, int limit) {
      return read(new Span(room, new Span.Before(position), limit, BYTES_PLENTY));
    }

    Stretch read(Span span) {
      return inbox.read(ask(span));
    }

    long ask(Span span) {
      long ticket = tickets.incrementAndGet();
      log.read(ticket, span);
      return ticket;
    }
  }

  final Node node() {
    try {
      RoomLog log = open();
      opened.add(log);
      return new Node(log);
    } catch (Exception e) {
      throw new AssertionError("the adapter's handle does not open", e);
    }
  }

  @AfterEach
  final void closeNodes() {
    opened.forEach(RoomLog::close);
  }
}

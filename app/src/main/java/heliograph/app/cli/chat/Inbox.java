package heliograph.app.cli.chat;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The chat's events, bounded: whoever brings more waits. Thread-safe; one thread takes. */
final class Inbox {
  private static final int EVENTS_MAX = 1_024;

  /** Lines read and not yet answered; a long file is not read ahead of the node. */
  private static final int LINES_MAX = 256;

  private static final int LINE_CHARS_MAX = 1 << 20;

  private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>(EVENTS_MAX);
  private final Semaphore lines = new Semaphore(LINES_MAX);

  void put(Event event) {
    try {
      events.put(event);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns the next event; null if there is none within the time. */
  Event poll(long timeoutMs) throws InterruptedException {
    return events.poll(timeoutMs, TimeUnit.MILLISECONDS);
  }

  /** Makes room for lines that have been answered. */
  void free(int count) {
    if (count > 0) {
      lines.release(count);
    }
  }

  /** Reads all lines, in a thread that does not keep the process alive. */
  void readLines(BufferedReader input) {
    Thread.ofPlatform().daemon().name("chat-input").start(() -> pump(input));
  }

  private void pump(BufferedReader input) {
    try {
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        lines.acquire();
        put(new Event.Line(line.substring(0, Math.min(line.length(), LINE_CHARS_MAX))));
      }
    } catch (IOException e) {
      // An input that cannot be read has ended.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    put(new Event.EndOfInput());
  }
}

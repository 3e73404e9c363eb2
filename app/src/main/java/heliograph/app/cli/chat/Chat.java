package heliograph.app.cli.chat;

import heliograph.app.cli.StartFailure;
import heliograph.app.cli.chat.Conversation.Reaction;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * A chat in a terminal: lines go out, messages come in, connections come and go. All state belongs
 * to the thread that runs it; others only put events in its inbox.
 */
final class Chat {
  private static final long NEVER = Long.MAX_VALUE;
  private static final long TICK_MS = 500;

  /** Once there is no more input, how long to try to get an answer for what was sent. */
  private static final long GIVE_UP_MS = 60_000;

  private static final long LINGER_MS = 2_000;

  /** Silence after which the node is pinged, and again after as much more of it. */
  private static final long PING_AFTER_MS = 2_500;

  /**
   * Silence after which the connection counts as lost, though pings were sent. The JDK's client
   * does not always tell that a connection was cut, if that happens while it sends.
   */
  private static final long SILENT_MAX_MS = 10_000;

  private static final int UNAUTHORIZED = 4401;
  private static final int DISCONNECTED = 4403;
  private static final int TAKEN_OVER = 4409;

  private final HttpClient client;
  private final URI uri;
  private final Tokens tokens;
  private final Conversation conversation;
  private final Inbox inbox;
  private final Backoff backoff;
  private final PrintWriter out;

  /** Null while there is no connection. */
  private Link link;

  /** Whether the node has spoken on this connection; nothing is sent before. */
  private boolean welcomed;

  private boolean inputEnded;
  private long offlineSinceMs;
  private long connectAtMs;
  private long resendAtMs = NEVER;
  private long pingAtSilenceMs = PING_AFTER_MS;
  private long lingerUntilMs = NEVER;

  Chat(
      HttpClient client,
      URI uri,
      Tokens tokens,
      Conversation conversation,
      Inbox inbox,
      RandomGenerator random,
      PrintWriter out) {
    this.client = client;
    this.uri = uri;
    this.tokens = tokens;
    this.conversation = conversation;
    this.inbox = inbox;
    this.backoff = new Backoff(random);
    this.out = out;
  }

  /**
   * Runs until the input has ended and all that was sent is answered; returns the exit code.
   *
   * @throws StartFailure if it cannot begin, or cannot go on
   */
  int run() throws StartFailure, InterruptedException {
    try {
      connect();
    } catch (IOException e) {
      throw new StartFailure(
          "cannot connect to %s (%s): is a node running there? Start one with heliograph serve"
              .formatted(uri, reason(e)),
          e);
    }
    while (!done()) {
      Event event = inbox.poll(TICK_MS);
      if (event != null) {
        handle(event);
      }
      if (link == null) {
        reconnectWhenDue();
      } else {
        tend();
      }
    }
    if (link != null) {
      link.close();
    }
    return conversation.wasRefused() ? 1 : 0;
  }

  /** All is answered; what is on its way to be shown gets a moment more. */
  private boolean done() {
    if (!inputEnded || conversation.unansweredCount() > 0) {
      return false;
    }
    if (lingerUntilMs == NEVER) {
      lingerUntilMs = nowMs() + LINGER_MS;
    }
    return !conversation.expectsMore() || nowMs() >= lingerUntilMs;
  }

  private void handle(Event event) throws StartFailure {
    switch (event) {
      case Event.Line(String text) -> line(text.strip());
      case Event.EndOfInput() -> inputEnded = true;
      case Event.Frame(Object from, String text) when from == link -> {
        int before = conversation.unansweredCount();
        react(conversation.take(text));
        inbox.free(before - conversation.unansweredCount());
      }
      case Event.Closed(Object from, int code, String reason) when from == link ->
          closed(code, reason);
      case Event.Frame old -> {}
      case Event.Closed old -> {}
    }
  }

  private void line(String text) {
    switch (text) {
      case "/quit" -> inputEnded = true;
      case "/who" -> send(List.of(conversation.who()));
      case "" -> inbox.free(1);
      default -> {
        if (text.startsWith("/")) {
          inbox.free(1);
          print("* there are /who and /quit");
        } else {
          send(List.of(conversation.publish(text)));
        }
      }
    }
  }

  private void react(Reaction reaction) {
    if (reaction.welcomed()) {
      welcomed = true;
      backoff.reset();
    }
    reaction.print().forEach(this::print);
    send(reaction.send());
    if (reaction.retryInMs() >= 0 && resendAtMs == NEVER) {
      resendAtMs = nowMs() + reaction.retryInMs();
    }
  }

  /** What cannot be sent now is sent after the next welcome: it is among the unanswered. */
  private void send(List<String> frames) {
    try {
      for (String frame : frames) {
        if (welcomed) {
          link.send(frame);
        }
      }
    } catch (IOException e) {
      lost("");
    }
  }

  private void tend() {
    long silentMs = link.silentMs();
    if (silentMs > SILENT_MAX_MS) {
      lost("the node has gone silent; ");
      return;
    }
    if (silentMs < PING_AFTER_MS) {
      pingAtSilenceMs = PING_AFTER_MS;
    } else if (silentMs >= pingAtSilenceMs) {
      pingAtSilenceMs = silentMs + PING_AFTER_MS;
      ping();
    }
    if (link != null && nowMs() >= resendAtMs) {
      resendAtMs = NEVER;
      send(conversation.unanswered());
    }
  }

  private void ping() {
    try {
      link.ping();
    } catch (IOException e) {
      lost("");
    }
  }

  private void closed(int code, String reason) throws StartFailure {
    boolean forGood = code == DISCONNECTED || code == TAKEN_OVER;
    if (forGood || (code == UNAUTHORIZED && !tokens.renewable())) {
      String why =
          switch (code) {
            case DISCONNECTED -> "disconnected by the server";
            case TAKEN_OVER -> "this session was taken over by another connection";
            default -> "the token has expired or was revoked";
          };
      throw new StartFailure(reason.isEmpty() ? why : why + ": " + Printable.clean(reason));
    }
    lost("");
  }

  private void lost(String why) {
    if (link != null) {
      link.abort();
      link = null;
      welcomed = false;
    }
    offlineSinceMs = nowMs();
    connectAtMs = offlineSinceMs + backoff.nextMs(conversation.takeRetryAfterMs());
    print("* " + why + "connection lost, reconnecting");
  }

  private void reconnectWhenDue() throws StartFailure, InterruptedException {
    if (inputEnded && nowMs() - offlineSinceMs > GIVE_UP_MS) {
      throw new StartFailure(
          "gave up reconnecting; %d messages are unanswered"
              .formatted(conversation.unansweredCount()));
    }
    if (nowMs() < connectAtMs) {
      return;
    }
    try {
      connect();
    } catch (IOException e) {
      connectAtMs = nowMs() + backoff.nextMs(0);
    }
  }

  private void connect() throws IOException, InterruptedException, StartFailure {
    String resume = conversation.resume();
    String query =
        resume == null ? "" : "resume=" + URLEncoder.encode(resume, StandardCharsets.UTF_8);
    URI to =
        query.isEmpty() ? uri : URI.create(uri + (uri.getRawQuery() == null ? "?" : "&") + query);
    try {
      link = Link.open(client, to, tokens.next(), inbox::put);
    } catch (Link.Refused e) {
      if (e.status() == 401 || e.status() == 403) {
        String why = e.status() == 401 ? "refuses the token" : "does not let this token connect";
        throw new StartFailure("the node " + why + " (status " + e.status() + ")");
      }
      throw e;
    }
  }

  private void print(String line) {
    out.println(line);
    out.flush();
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? "connection refused" : e.getMessage();
  }

  private static long nowMs() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}

package heliograph.app.cli.chat;

import heliograph.app.cli.StartFailure;
import heliograph.app.cli.Surroundings;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A terminal client: joins a room, prints its messages, publishes the lines typed. */
@Command(
    name = "chat",
    description = {
      "Talk in a room: each line is published, each message printed.",
      "/who shows who is there, /quit or the end of input ends it once all is published."
    })
public final class ChatCommand implements Callable<Integer> {
  private static final int HISTORY = 20;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final Surroundings surroundings;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "ROOM", description = "The room's name.")
  private String room;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The node; default: HELIOGRAPH_URL, or ws://127.0.0.1:8080/ws.")
  private String url;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description =
          "A token; default: HELIOGRAPH_TOKEN, or one from the node, if it is in development mode.")
  private String token;

  @Option(
      names = "--name",
      paramLabel = "USER",
      description = "Who to be, where the node makes the token; default: your name here.")
  private String name;

  public ChatCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws StartFailure, InterruptedException {
    URI uri = uri(or(url, "HELIOGRAPH_URL", "ws://127.0.0.1:8080/ws"));
    String user = name == null ? System.getProperty("user.name", "guest") : name;
    int history = surroundings.terminal() ? HISTORY : 0;
    Inbox inbox = new Inbox();
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build()) {
      try {
        inbox.readLines(
            new BufferedReader(new InputStreamReader(surroundings.in(), StandardCharsets.UTF_8)));
        Tokens tokens = new Tokens(client, uri, or(token, "HELIOGRAPH_TOKEN", null), user);
        Conversation conversation =
            new Conversation(room, history, keyPrefix(), ZoneId.systemDefault());
        return new Chat(
                client, uri, tokens, conversation, inbox, surroundings.random(), surroundings.out())
            .run();
      } finally {
        client.shutdownNow();
      }
    }
  }

  private String or(String given, String variable, String otherwise) {
    String value = given == null ? surroundings.environment().getOrDefault(variable, "") : given;
    return value.isEmpty() ? otherwise : value;
  }

  private String keyPrefix() {
    byte[] bytes = new byte[8];
    surroundings.random().nextBytes(bytes);
    return "chat-" + HexFormat.of().formatHex(bytes);
  }

  private URI uri(String text) {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw notOurs(text);
    }
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (uri.getHost() == null || !(scheme.equals("ws") || scheme.equals("wss"))) {
      throw notOurs(text);
    }
    return uri;
  }

  private ParameterException notOurs(String text) {
    return new ParameterException(
        spec.commandLine(), "'" + text + "' is not a URL such as ws://127.0.0.1:8080/ws");
  }
}

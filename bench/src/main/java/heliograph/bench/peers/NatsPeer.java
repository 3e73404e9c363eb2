package heliograph.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** {@code nats-server} with its WebSocket port; a room is a subject. */
final class NatsPeer implements Peer {
  private static final Pattern READY =
      Pattern.compile("Listening for websocket clients on ws://127\\.0\\.0\\.1:(\\d+)");

  private final Path program;
  private final Path folder;
  private final String version;

  NatsPeer(Path folder) throws IOException, InterruptedException {
    this.program = Commands.need("nats-server");
    this.folder = Files.createDirectories(folder);
    this.version = Commands.run(folder, List.of(program.toString(), "--version"));
  }

  @Override
  public String name() {
    return "NATS";
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public Target start(boolean compressed) throws IOException, InterruptedException {
    Path config = folder.resolve("nats.conf");
    Files.writeString(
        config,
        """
        host: "127.0.0.1"
        port: -1
        websocket {
          host: "127.0.0.1"
          port: -1
          no_tls: true
          compression: %s
        }
        """
            .formatted(compressed));
    Child child =
        new Child(folder, List.of(program.toString(), "-c", config.toString()), Map.of(), READY);
    return new Children(List.of(child), Beside.nothing(), NatsDialect::new);
  }
}

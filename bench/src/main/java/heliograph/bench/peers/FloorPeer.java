package heliograph.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The C++ server that only writes frames: what the operating system costs any server. */
final class FloorPeer implements Peer {
  private static final Pattern READY = Pattern.compile("^ready (\\d+)$");

  private final Path folder;
  private final Path program;
  private final String version;

  /** Compiles it. */
  FloorPeer(Path source, Path folder) throws IOException, InterruptedException {
    Path compiler = Commands.need("g++");
    Files.createDirectories(folder);
    this.folder = folder;
    this.program = folder.resolve("floor");
    Commands.run(
        folder,
        List.of(
            compiler.toString(),
            "-O2",
            "-std=c++20",
            "-o",
            program.toString(),
            source.toAbsolutePath().toString()));
    this.version =
        "g++ " + Commands.run(folder, List.of(compiler.toString(), "-dumpfullversion")) + " -O2";
  }

  @Override
  public String name() {
    return "C++ floor";
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public String whyNotCompressed() {
    return "does not compress";
  }

  @Override
  public Target start(boolean compressed) throws IOException, InterruptedException {
    Child child = new Child(folder, List.of(program.toString()), Map.of(), READY);
    return new Children(List.of(child), Beside.nothing(), PlainDialect::new);
  }
}

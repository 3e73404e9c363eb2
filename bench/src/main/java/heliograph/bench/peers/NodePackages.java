package heliograph.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The peers on Node.js: our small servers, and their packages, installed by npm. */
final class NodePackages {
  private static final Pattern VERSION = Pattern.compile("\"version\": *\"([^\"]+)\"");

  private final Path folder;
  private final Path node;
  private final String nodeVersion;

  private NodePackages(Path folder, Path node, String nodeVersion) {
    this.folder = folder;
    this.node = node;
    this.nodeVersion = nodeVersion;
  }

  /** Copies sources to {@code folder} and has npm install what they need, once. */
  static NodePackages install(Path sources, Path folder) throws IOException, InterruptedException {
    Path node = Commands.need("node");
    Path npm = Commands.need("npm");
    Files.createDirectories(folder);
    Path lock = folder.resolve("package-lock.json");
    Path modules = folder.resolve("node_modules");
    boolean fresh =
        Files.isDirectory(modules)
            && Files.exists(lock)
            && Files.mismatch(lock, sources.resolve("package-lock.json")) < 0;
    try (Stream<Path> files = Files.list(sources)) {
      for (Path file : files.filter(f -> f.toString().matches(".*\\.(js|json)")).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    if (!fresh) {
      System.err.println("installing ws and socket.io with npm");
      Commands.run(
          folder, List.of(npm.toString(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
    }
    return new NodePackages(
        folder, node, Commands.run(folder, List.of(node.toString(), "--version")));
  }

  Path folder() {
    return folder;
  }

  Path node() {
    return node;
  }

  /** Returns the installed version of a package, and of Node.js. */
  String version(String name) throws IOException {
    String json = Files.readString(folder.resolve("node_modules").resolve(name + "/package.json"));
    Matcher version = VERSION.matcher(json);
    return name + " " + (version.find() ? version.group(1) : "?") + ", Node.js " + nodeVersion;
  }
}

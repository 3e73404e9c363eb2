package heliograph.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What was measured on. */
final class Machine {
  private Machine() {}

  /** Returns cores, processor, memory, kernel and load in a line. */
  static String describe() throws IOException {
    return "%d cores, %s, %d GB, Linux %s, load %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            field("/proc/cpuinfo", "model name"),
            Long.parseLong(field("/proc/meminfo", "MemTotal").replaceAll("\\D", "")) >> 20,
            System.getProperty("os.version"),
            Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
  }

  private static String field(String file, String name) throws IOException {
    return Files.readAllLines(Path.of(file)).stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("?");
  }
}

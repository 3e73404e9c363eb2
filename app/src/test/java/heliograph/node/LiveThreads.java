package heliograph.node;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Counts the threads of this process, virtual ones too, that run code of a package. */
final class LiveThreads {
  private LiveThreads() {}

  /** How many threads have a connection of the server's, ours or Helidon's, on their stack. */
  static long servingConnections() {
    try {
      Path folder = Files.createTempDirectory("threads");
      Path dump = folder.resolve("dump.txt");
      try {
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
            .dumpThreads(dump.toString(), ThreadDumpFormat.TEXT_PLAIN);
        String[] threads = Files.readString(dump).split("\n\n");
        long count = 0;
        for (String thread : threads) {
          boolean serves =
              thread.contains("io.helidon.webserver.ConnectionHandler.run")
                  || thread.contains("heliograph.websocket.connection.WriteWorker.run");
          count += serves ? 1 : 0;
        }
        return count;
      } finally {
        Files.deleteIfExists(dump);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

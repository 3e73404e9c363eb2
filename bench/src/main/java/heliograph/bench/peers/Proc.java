package heliograph.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What the operating system (Linux) says about processes. */
final class Proc {
  /** Of Linux on every architecture Java runs on. */
  private static final double TICKS_PER_SECOND = 100;

  private Proc() {}

  /** Returns a process's user and system time so far, in seconds. */
  static double cpuSeconds(long pid) throws IOException {
    String stat = read(pid, "stat");
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  /** Returns a process's resident memory. */
  static long residentBytes(long pid) throws IOException {
    for (String line : read(pid, "status").lines().toList()) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    throw new IOException("no VmRSS");
  }

  private static String read(long pid, String file) throws IOException {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), file));
    } catch (NoSuchFileException e) {
      throw new IOException("the server's process has ended", e);
    }
  }

  /**
   * Returns the time all cores were busy so far, in seconds of one core, with what the host of a
   * virtual machine took away.
   */
  static double busySeconds() throws IOException {
    String[] fields = Files.readAllLines(Path.of("/proc/stat")).getFirst().split(" +");
    // user nice system idle iowait irq softirq steal
    long busy = 0;
    for (int i : new int[] {1, 2, 3, 6, 7, 8}) {
      busy += Long.parseLong(fields[i]);
    }
    return busy / TICKS_PER_SECOND;
  }

  /** Returns this process's own CPU time so far, in seconds. */
  static double ownCpuSeconds() throws IOException {
    return cpuSeconds(ProcessHandle.current().pid());
  }
}

package heliograph.testkit.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A loopback port that stays ours while its service is down.
 *
 * <p>It lies below the range from which systems take ports for outgoing connections, so that no
 * client gets it by accident, and a lock file keeps other JVMs that use this class away from it.
 * What is left is a program that listens there of its own will between our look and our use.
 * Thread-safe.
 */
public final class FreePort implements AutoCloseable {
  private static final int FIRST = 15_000;
  private static final int COUNT = 10_000;
  private static final int TRIES = 1_000;

  private final int number;
  private final FileChannel channel;

  private FreePort(int number, FileChannel channel) {
    this.number = number;
    this.channel = channel;
  }

  /** Takes any. */
  public static FreePort take() {
    for (int i = 0; i < TRIES; i++) {
      FreePort port = tryTake(FIRST + ThreadLocalRandom.current().nextInt(COUNT));
      if (port != null) {
        return port;
      }
    }
    throw new IllegalStateException("no free port found in " + TRIES + " tries");
  }

  /** Returns its number. */
  public int number() {
    return number;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes this one; null if it is not free. */
  static FreePort tryTake(int number) {
    try {
      Path folder = Path.of(System.getProperty("java.io.tmpdir"), "heliograph-ports");
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve(Integer.toString(number)),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      if (lock(channel) && isFree(number)) {
        return new FreePort(number, channel);
      }
      channel.close();
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static boolean isFree(int number) {
    try (ServerSocket socket = new ServerSocket(number, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}

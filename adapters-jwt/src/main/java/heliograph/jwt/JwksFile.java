package heliograph.jwt;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/** A key set in a file, followed through links, so that a swapped link counts as a change. */
record JwksFile(Path path) implements JwksSource {
  private record Version(FileTime modified, long size, Object fileKey) {}

  private static final Version MISSING = new Version(FileTime.fromMillis(0), -1, null);

  @Override
  public byte[] read() throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes(Jwks.BYTES_MAX + 1);
    } catch (NoSuchFileException e) {
      throw new IOException("no such file");
    }
  }

  @Override
  public Object version() {
    try {
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      return new Version(now.lastModifiedTime(), now.size(), now.fileKey());
    } catch (IOException e) {
      return MISSING;
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}

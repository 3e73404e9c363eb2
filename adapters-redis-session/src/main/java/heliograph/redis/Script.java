package heliograph.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The Lua scripts: what must be one step in Redis. Called by their SHA-1, sent whole where Redis
 * does not know them. Each touches keys of one hash slot only.
 */
enum Script {
  SAVE("save.lua"),
  ENTER("members.lua", "enter.lua"),
  LEAVE("members.lua", "leave.lua"),
  REAP("members.lua", "reap.lua"),
  LIST("list.lua"),
  NOTE("members.lua", "note.lua"),
  TAKE("members.lua", "take.lua"),
  RENEW("members.lua", "renew.lua");

  private final byte[] source;
  private final String sha;

  Script(String... resources) {
    StringBuilder text = new StringBuilder();
    for (String resource : resources) {
      text.append(read(resource)).append('\n');
    }
    source = text.toString().getBytes(StandardCharsets.UTF_8);
    sha = sha1(source);
  }

  byte[] source() {
    return source;
  }

  String sha() {
    return sha;
  }

  private static String read(String resource) {
    try (InputStream in = Script.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha1(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}

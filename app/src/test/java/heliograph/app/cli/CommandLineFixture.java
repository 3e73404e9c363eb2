package heliograph.app.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Runs commands in this process and keeps what they print. For one thread. */
public final class CommandLineFixture {
  public static final String SECRET = "0123456789abcdef0123456789abcdef";
  public static final InstantSource CLOCK =
      InstantSource.fixed(Instant.ofEpochSecond(1_800_000_000));

  private final Map<String, String> environment = new HashMap<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Serving serving = config -> 0;
  private InputStream in = InputStream.nullInputStream();

  public CommandLineFixture env(String name, String value) {
    environment.put(name, value);
    return this;
  }

  public CommandLineFixture serving(Serving node) {
    serving = node;
    return this;
  }

  public CommandLineFixture in(InputStream input) {
    in = input;
    return this;
  }

  public int run(String... args) {
    Surroundings surroundings =
        new Surroundings(
            environment,
            in,
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            false,
            CLOCK,
            new Random(1));
    return new CommandLineApp(serving, surroundings).run(args);
  }

  public String out() {
    return out.toString();
  }

  public List<String> outLines() {
    return out().lines().toList();
  }

  public List<String> errLines() {
    return err.toString().lines().toList();
  }
}

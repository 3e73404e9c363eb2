package heliograph.app.cli;

import heliograph.app.config.ConfigReader;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * What a command has to do with the world.
 *
 * @param terminal whether a person types the input
 * @param random a secure one, but in tests
 */
public record Surroundings(
    Map<String, String> environment,
    InputStream in,
    PrintWriter out,
    PrintWriter err,
    boolean terminal,
    InstantSource clock,
    RandomGenerator random) {
  /** Shows stack traces where it is set to anything. */
  private static final String DEBUG = "HELIOGRAPH_DEBUG";

  boolean debug() {
    return !environment.getOrDefault(DEBUG, "").isEmpty();
  }

  ConfigReader configReader() {
    return new ConfigReader(random, environment.getOrDefault("HOSTNAME", "node"));
  }
}

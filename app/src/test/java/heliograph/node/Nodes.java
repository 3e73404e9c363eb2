package heliograph.node;

import heliograph.TestNode;
import java.util.HashMap;
import java.util.Map;

/** Nodes that want tokens of {@link Tokens}. */
final class Nodes {
  private Nodes() {}

  /** Starts one; takes names of variables without their prefix, each followed by its value. */
  static TestNode start(Object... namesAndValues) {
    return TestNode.start(environment(namesAndValues));
  }

  static Map<String, String> environment(Object... namesAndValues) {
    Map<String, String> environment = new HashMap<>();
    environment.put("HELIOGRAPH_AUTH_SECRET", Tokens.SECRET);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      environment.put("HELIOGRAPH_" + namesAndValues[i], String.valueOf(namesAndValues[i + 1]));
    }
    return environment;
  }
}

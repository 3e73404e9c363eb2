package heliograph.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterURIUtil;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where Redis is, read from a URI. Immutable.
 *
 * @param shown the address without user and password, for logs
 */
record RedisAddress(boolean cluster, List<RedisURI> uris, String shown) {
  /** Our schemes, and the client's for a node of each. */
  private static final Map<String, String> SCHEMES =
      Map.of(
          "redis", "redis",
          "rediss", "rediss",
          "redis-sentinel", "redis-sentinel",
          "rediss-sentinel", "rediss-sentinel",
          "redis-cluster", "redis",
          "rediss-cluster", "rediss");

  private static final Pattern HOSTS =
      Pattern.compile("(?:[^:,\\[\\]]+|\\[[^\\]]+])(?::[0-9]+)?(?:,[^,]+)*");

  private static final String FORM =
      "expected redis://[[user:]password@]host[:port][/database], rediss:// for TLS,"
          + " redis-sentinel://host[:port][,...]/database#master or"
          + " redis-cluster://host[:port][,...]";

  /**
   * Reads a URI.
   *
   * @throws IllegalArgumentException in one line, without the password, if it is none
   */
  static RedisAddress parse(String uri, long connectTimeoutMs) {
    URI parsed;
    try {
      parsed = new URI(uri);
    } catch (URISyntaxException | NullPointerException e) {
      throw new IllegalArgumentException("redis-uri is not a URI: " + FORM);
    }
    String scheme = parsed.getScheme();
    if (scheme == null || !SCHEMES.containsKey(scheme)) {
      throw new IllegalArgumentException(
          "redis-uri has the unknown scheme " + scheme + "://: " + FORM);
    }
    String authority = parsed.getRawAuthority();
    if (authority == null) {
      throw new IllegalArgumentException("redis-uri names no host: " + FORM);
    }
    String hosts = authority.substring(authority.lastIndexOf('@') + 1);
    if (!HOSTS.matcher(hosts).matches()) {
      throw new IllegalArgumentException("redis-uri names no host, or no port in digits: " + FORM);
    }
    if (scheme.endsWith("-sentinel") && parsed.getFragment() == null) {
      throw new IllegalArgumentException("redis-uri names no #master: " + FORM);
    }
    boolean cluster = scheme.endsWith("-cluster");
    List<RedisURI> uris = uris(cluster, SCHEMES.get(scheme) + uri.substring(scheme.length()));
    for (RedisURI each : uris) {
      each.setTimeout(Duration.ofMillis(connectTimeoutMs));
    }
    String master = parsed.getFragment() == null ? "" : "#" + parsed.getFragment();
    return new RedisAddress(cluster, uris, scheme + "://" + hosts + master);
  }

  private static List<RedisURI> uris(boolean cluster, String uri) {
    try {
      return cluster
          ? RedisClusterURIUtil.toRedisURIs(URI.create(uri))
          : List.of(RedisURI.create(uri));
    } catch (RuntimeException e) {
      // Its message may hold the password.
      throw new IllegalArgumentException("redis-uri cannot be read: " + FORM);
    }
  }

  /** Names each connection, for Redis's list of clients. */
  void nameConnections(String name) {
    String plain = name.codePoints().mapToObj(RedisAddress::plain).collect(Collectors.joining());
    uris.forEach(uri -> uri.setClientName("heliograph-" + plain));
  }

  private static String plain(int codePoint) {
    return codePoint > ' ' && codePoint < 0x7f ? Character.toString(codePoint) : "_";
  }
}

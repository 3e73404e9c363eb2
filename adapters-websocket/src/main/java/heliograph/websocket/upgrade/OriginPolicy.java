package heliograph.websocket.upgrade;

import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * Which web pages may connect (RFC 6455 §10.2). A client that sends no {@code Origin} is no browser
 * and always may. Immutable.
 */
public final class OriginPolicy {
  private static final String ANY = "*";
  private static final String SUBDOMAINS = "://*.";

  private final List<String> allowed;

  private OriginPolicy(List<String> allowed) {
    this.allowed = allowed;
  }

  /**
   * Makes a policy.
   *
   * @param allowed origins as browsers send them ({@code https://app.example.com}), with all their
   *     subdomains ({@code https://*.example.com}, which leaves out the domain itself), or {@code
   *     *}; where the list is empty, only pages of the very host and port the request went to
   * @throws IllegalArgumentException if an entry is none of these
   */
  public static OriginPolicy of(List<String> allowed) {
    return new OriginPolicy(allowed.stream().map(OriginPolicy::normal).toList());
  }

  private static String normal(String entry) {
    boolean wellFormed =
        entry.equals(ANY) || Origin.parse(entry.replace(SUBDOMAINS, "://any.")) != null;
    if (!wellFormed || entry.replace(SUBDOMAINS, "").contains(ANY) && !entry.equals(ANY)) {
      throw new IllegalArgumentException(
          "not an origin: '" + entry + "'; use https://host[:port], https://*.domain[:port] or *");
    }
    return entry.toLowerCase(Locale.ROOT);
  }

  /**
   * Judges a request.
   *
   * @param origin the {@code Origin} header, or null
   * @param host the {@code Host} header, or null
   */
  boolean allows(String origin, String host) {
    if (origin == null) {
      return true;
    }
    Origin from = Origin.parse(origin);
    if (allowed.isEmpty()) {
      return from != null && host != null && from.isAt(host);
    }
    for (String entry : allowed) {
      if (entry.equals(ANY) || from != null && matches(entry, from)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(String entry, Origin from) {
    int wildcard = entry.indexOf(SUBDOMAINS);
    if (wildcard < 0) {
      return from.equals(Origin.parse(entry));
    }
    Origin domain = Origin.parse(entry.replace(SUBDOMAINS, "://"));
    return domain != null
        && from.scheme.equals(domain.scheme)
        && from.port == domain.port
        && from.host.endsWith("." + domain.host);
  }

  /** Scheme, host and port, with the scheme's own port where none is given (RFC 6454 §4). */
  private record Origin(String scheme, String host, int port) {
    static Origin parse(String text) {
      try {
        URI uri = URI.create(text.toLowerCase(Locale.ROOT));
        boolean bare =
            uri.getHost() != null
                && uri.getRawUserInfo() == null
                && uri.getRawPath().isEmpty()
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null;
        if (!bare || uri.getScheme() == null) {
          return null;
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
        return new Origin(uri.getScheme(), uri.getHost(), port);
      } catch (IllegalArgumentException e) {
        return null;
      }
    }

    boolean isAt(String hostHeader) {
      Origin target = parse(scheme + "://" + hostHeader);
      return target != null && host.equals(target.host) && port == target.port;
    }
  }
}

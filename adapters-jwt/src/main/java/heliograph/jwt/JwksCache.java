package heliograph.jwt;

import com.nimbusds.jose.JWSHeader;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The keys last read, read again when they are old, when the file has changed, or when a token
 * names a key that is not among them. Keys once read are kept for as long as newer ones cannot be
 * had. Thread-safe; at most one thread reads, and only those that have no keys at all wait for it.
 */
final class JwksCache {
  private static final System.Logger LOG = System.getLogger(JwksCache.class.getName());

  /** What a look-up came to. */
  sealed interface Lookup {
    record Found(List<VerificationKey> keys) implements Lookup {}

    /** No such key in what is known to be the newest set. */
    record Unknown() implements Lookup {}

    /** No such key, but the newest set could not be had. */
    record OutOfReach() implements Lookup {}
  }

  /**
   * When to read.
   *
   * @param refreshMs keys older than this are read again
   * @param cooldownMs at least this long between two reads, whatever tokens ask for
   */
  record Pace(long refreshMs, long cooldownMs) {
    static final Pace DEFAULT = new Pace(300_000, 10_000);
  }

  /**
   * What the last read left.
   *
   * @param version of the source just before it was read
   * @param readAtMs when that was tried last, epoch milliseconds
   * @param failed whether that try failed; the keys are then of an earlier one
   */
  private record State(Jwks jwks, Object version, long readAtMs, boolean failed) {}

  private final JwksSource source;
  private final InstantSource clock;
  private final Pace pace;
  private final ReentrantLock reading = new ReentrantLock();

  /** Replaced by the holder of the lock only; null before the first read. */
  private volatile State state;

  JwksCache(JwksSource source, InstantSource clock, Pace pace) {
    this.source = source;
    this.clock = clock;
    this.pace = pace;
  }

  Lookup find(JWSHeader header) {
    State now = refreshIf(pace.refreshMs());
    List<VerificationKey> keys = now.jwks().suiting(header);
    if (keys.isEmpty()) {
      now = refreshIf(pace.cooldownMs());
      keys = now.jwks().suiting(header);
    }
    if (!keys.isEmpty()) {
      return new Lookup.Found(keys);
    }
    return now.failed() ? new Lookup.OutOfReach() : new Lookup.Unknown();
  }

  /** Reads again if the last read is older than {@code ageMs}, or the source has changed. */
  private State refreshIf(long ageMs) {
    State before = state;
    if (before != null && !due(before, ageMs)) {
      return before;
    }
    if (before == null || before.jwks().keys().isEmpty()) {
      reading.lock();
    } else if (!reading.tryLock()) {
      return before;
    }
    try {
      State latest = state;
      if (latest == null || due(latest, ageMs)) {
        latest = read(latest);
        state = latest;
      }
      return latest;
    } finally {
      reading.unlock();
    }
  }

  private boolean due(State last, long ageMs) {
    long elapsedMs = clock.millis() - last.readAtMs();
    long waitMs = last.failed() ? pace.cooldownMs() : ageMs;
    return elapsedMs < 0 || elapsedMs >= waitMs || !source.version().equals(last.version());
  }

  private State read(State last) {
    Object version = source.version();
    long nowMs = clock.millis();
    try {
      Jwks jwks = Jwks.parse(source.read());
      if (last != null && last.failed()) {
        LOG.log(Level.INFO, "the JWKS at {0} can be read again", source);
      }
      return new State(jwks, version, nowMs, false);
    } catch (IOException e) {
      Jwks kept = last == null ? Jwks.NONE : last.jwks();
      if (last == null || !last.failed()) {
        LOG.log(
            Level.WARNING,
            "the JWKS at {0} cannot be read ({1}); {2}",
            source,
            e.getMessage(),
            kept.keys().isEmpty() ? "its tokens cannot be judged" : "the keys known are kept");
      }
      return new State(kept, version, nowMs, true);
    }
  }
}

package heliograph.testkit.simulation;

import heliograph.domain.ErrorCode;
import heliograph.domain.id.RequestId;
import heliograph.domain.message.Request;
import heliograph.domain.message.ServerFrame;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** A client's requests that wait for their reply on its present connection. */
final class Requests {
  /** What was asked, the reply it gets, and the errors it may get. */
  enum Kind {
    JOIN(ServerFrame.Joined.class, false, ErrorCode.UNAVAILABLE),
    LEAVE(ServerFrame.Left.class, false),
    PUBLISH(ServerFrame.Published.class, false, ErrorCode.UNAVAILABLE, ErrorCode.TIMEOUT),
    WHISPER(ServerFrame.Published.class, true),
    HISTORY(ServerFrame.HistoryPage.class, false, ErrorCode.UNAVAILABLE),
    PRESENCE(ServerFrame.PresenceList.class, false, ErrorCode.UNAVAILABLE),
    PING(ServerFrame.Pong.class, true),
    REFRESH(ServerFrame.Refreshed.class, true),
    /** A join of a room it is in. */
    DOUBLE_JOIN(null, true, ErrorCode.ALREADY_JOINED),
    /** A leave of a room it is not in. */
    VAIN_LEAVE(null, true, ErrorCode.NOT_JOINED),
    /** A frame that is no request. */
    FAULTY(null, true, ErrorCode.BAD_FRAME, ErrorCode.RATE_LIMITED);

    private final Class<? extends ServerFrame> reply;
    private final boolean atOnce;
    private final Set<ErrorCode> errors = EnumSet.noneOf(ErrorCode.class);

    Kind(Class<? extends ServerFrame> reply, boolean atOnce, ErrorCode... errors) {
      this.reply = reply;
      this.atOnce = atOnce;
      this.errors.addAll(Set.of(errors));
    }
  }

  private record Pending(Kind kind, Consumer<ServerFrame> then) {}

  private final World world;
  private final SimClient client;
  private final Map<Long, Pending> pending = new LinkedHashMap<>();
  private long last;
  private long lastAtOnce;

  Requests(World world, SimClient client) {
    this.world = world;
    this.client = client;
  }

  /**
   * Asks, if there is a connection.
   *
   * @param then gets the reply; nothing if the connection is lost before it
   */
  void ask(Kind kind, Function<RequestId, Request> request, Consumer<ServerFrame> then) {
    client.connection().ask(request.apply(expect(kind, then)));
  }

  /** Returns the id of a request that is asked in another way. */
  RequestId expect(Kind kind, Consumer<ServerFrame> then) {
    pending.put(++last, new Pending(kind, then));
    return new RequestId.Number(last);
  }

  /** Takes a reply. */
  void replied(RequestId id, ServerFrame reply) {
    long number = ((RequestId.Number) id).value();
    Pending asked = pending.remove(number);
    require(asked != null, "nobody waits for %s", reply);
    boolean fits =
        reply instanceof ServerFrame.Failure failure
            ? asked.kind.errors.contains(failure.code())
            : asked.kind.reply != null && asked.kind.reply.isInstance(reply);
    world.require(
        fits, Invariant.NO_UNDUE_ERROR, "%s got %s for %s", client.name(), reply, asked.kind);
    if (reply instanceof ServerFrame.Failure failure
        && (failure.code() == ErrorCode.UNAVAILABLE || failure.code() == ErrorCode.TIMEOUT)) {
      world.require(
          !world.scenario.faults().isEmpty(),
          Invariant.NO_UNDUE_ERROR,
          "%s got %s though nothing was wrong",
          client.name(),
          failure);
    }
    if (asked.kind.atOnce) {
      require(number > lastAtOnce, "%s came after the reply to a later request", reply);
      lastAtOnce = number;
    }
    asked.then.accept(reply);
  }

  private void require(boolean holds, String what, ServerFrame reply) {
    world.require(holds, Invariant.ANSWERED_ONCE, client.name() + ": " + what, reply);
  }

  /** The connection is lost: no reply will come. */
  void connectionLost() {
    pending.clear();
  }

  boolean isEmpty() {
    return pending.isEmpty();
  }

  int size() {
    return pending.size();
  }

  @Override
  public String toString() {
    return pending.values().stream().map(Pending::kind).toList().toString();
  }
}

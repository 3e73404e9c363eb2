package heliograph.websocket.connection;

import heliograph.domain.ErrorCode;
import heliograph.domain.Input;
import heliograph.domain.id.RequestId;
import heliograph.domain.id.SessionId;
import heliograph.domain.message.Request;
import heliograph.ports.ClientInbox;
import heliograph.ports.Inbox;
import heliograph.ports.Telemetry;
import heliograph.ports.Telemetry.Counter;
import heliograph.ports.TokenVerifier;
import heliograph.websocket.protocol.Decoded;
import heliograph.websocket.upgrade.Admitted;
import java.util.function.Supplier;

/**
 * The client protocol on top of messages: decodes, bounds the rate, has refreshed tokens verified,
 * and submits to the hub what came of it.
 */
public final class HubMessages implements MessageHandler {
  private final ClientInbox clientInbox;
  private final Inbox inbox;
  private final TokenVerifier verifier;
  private final Supplier<String> ids;
  private final int dataBytesMax;
  private final ClientRates.Bounds bounds;
  private final Telemetry telemetry;
  private final Clock clock = new Clock();

  /**
   * Makes the handler.
   *
   * @param ids unguessable, unique, fit for session ids
   * @param dataBytesMax the longest form in JSON of data that came as CBOR
   * @param framesPerSecond of one client; 0 for no bound; a burst of one second's worth passes
   * @param bytesPerSecond the same for the bytes of its messages
   */
  public HubMessages(
      ClientInbox clientInbox,
      Inbox inbox,
      TokenVerifier verifier,
      Supplier<String> ids,
      int dataBytesMax,
      int framesPerSecond,
      int bytesPerSecond,
      Telemetry telemetry) {
    this.clientInbox = clientInbox;
    this.inbox = inbox;
    this.verifier = verifier;
    this.ids = ids;
    this.dataBytesMax = dataBytesMax;
    this.bounds = new ClientRates.Bounds(framesPerSecond, bytesPerSecond);
    this.telemetry = telemetry;
  }

  @Override
  public void opened(Connection connection, Admitted admitted) throws InterruptedException {
    clientInbox.submit(
        new Input.Opened(
            connection,
            admitted.principal(),
            admitted.resume(),
            new SessionId(ids.get()),
            ids.get()));
  }

  @Override
  public boolean tryHeard(Connection connection) {
    return clientInbox.trySubmit(new Input.Heard(connection));
  }

  @Override
  public boolean tryMessage(Connection connection, boolean binary, byte[] buf, int off, int len) {
    if (binary != connection.format().binary()
        || !(connection.format().decode(buf, off, len, dataBytesMax)
            instanceof Decoded.Ok(Request request))
        || request instanceof Request.Refresh
        || waitMs(connection, len) > 0) {
      return false;
    }
    boolean submitted = clientInbox.trySubmit(new Input.Asked(connection, request));
    if (!submitted && !bounds.isNone()) {
      connection.rates(bounds, clock.elapsedMs()).comesAgain();
    }
    return submitted;
  }

  @Override
  public Verdict tryPinged(Connection connection) {
    return waitMs(connection, 0) > 0 ? Verdict.LATER : Verdict.YES;
  }

  @Override
  public boolean flush(boolean looked) {
    return clientInbox.flush(looked);
  }

  @Override
  public boolean isWaiting() {
    return clientInbox.isWaiting();
  }

  @Override
  public void heard(Connection connection) throws InterruptedException {
    clientInbox.submit(new Input.Heard(connection));
  }

  @Override
  public void message(Connection connection, boolean binary, byte[] buf, int off, int len)
      throws InterruptedException {
    if (binary != connection.format().binary()) {
      String wanted = connection.format().binary() ? "binary" : "text";
      faulty(connection, null, ErrorCode.BAD_FRAME, "send " + wanted + " frames");
      return;
    }
    // Decoded even where the rate is exceeded: the answer must carry the request's id.
    Decoded decoded = connection.format().decode(buf, off, len, dataBytesMax);
    RequestId id =
        switch (decoded) {
          case Decoded.Ok(Request request) -> request.id();
          case Decoded.Bad bad -> bad.id();
        };
    if (isTooFast(connection, id, len)) {
      return;
    }
    switch (decoded) {
      case Decoded.Ok(Request.Refresh refresh) -> refresh(connection, refresh);
      case Decoded.Ok(Request request) -> clientInbox.submit(new Input.Asked(connection, request));
      case Decoded.Bad bad -> faulty(connection, bad.id(), bad.code(), bad.message());
    }
  }

  @Override
  public boolean pinged(Connection connection) throws InterruptedException {
    return !isTooFast(connection, null, 0);
  }

  @Override
  public void written(Connection connection) {
    // By a loop, which flushes, or by the hub itself.
    inbox.submitLater(connection.written());
  }

  @Override
  public void closed(Connection connection) {
    inbox.submit(new Input.Closed(connection));
  }

  private boolean isTooFast(Connection connection, RequestId id, int bytes)
      throws InterruptedException {
    long waitMs = waitMs(connection, bytes);
    if (waitMs > 0) {
      telemetry.count(Counter.RATE_LIMITED, 1);
      clientInbox.submit(
          new Input.Faulty(connection, id, ErrorCode.RATE_LIMITED, "too fast", waitMs));
    }
    return waitMs > 0;
  }

  private long waitMs(Connection connection, int bytes) {
    if (bounds.isNone()) {
      return 0;
    }
    long nowMs = clock.elapsedMs();
    return connection.rates(bounds, nowMs).take(bytes, nowMs);
  }

  private void refresh(Connection connection, Request.Refresh refresh) throws InterruptedException {
    switch (verifier.verify(refresh.token())) {
      case TokenVerifier.Verdict.Accepted accepted when accepted.mayConnect() ->
          clientInbox.submit(new Input.Refreshed(connection, refresh.id(), accepted.principal()));
      case TokenVerifier.Verdict.Accepted accepted ->
          faulty(connection, refresh.id(), ErrorCode.INVALID, "token: does not allow to connect");
      case TokenVerifier.Verdict.Rejected rejected ->
          faulty(connection, refresh.id(), ErrorCode.INVALID, "token: " + rejected.reason());
      case TokenVerifier.Verdict.Unavailable unavailable ->
          faulty(connection, refresh.id(), ErrorCode.UNAVAILABLE, unavailable.reason());
    }
  }

  private void faulty(Connection connection, RequestId id, ErrorCode code, String message)
      throws InterruptedException {
    clientInbox.submit(new Input.Faulty(connection, id, code, message, -1));
  }
}

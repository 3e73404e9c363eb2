package heliograph.websocket.connection;

import heliograph.domain.message.ServerFrame;
import heliograph.websocket.frame.FrameEncoder;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;

/**
 * What is to be written to one socket, and the claim to write it. Thread-safe and without a lock:
 * whoever has something to write offers it and then tries to claim; the holder of the claim takes
 * all that was offered, writes it, and lets go only when nothing is left.
 *
 * <p>Bounded: one batch of frames (the hub keeps to that), one message, {@value #PONG_BYTES_MAX}
 * bytes of pongs, one ping, one close frame; the last shuts it.
 *
 * <pre>
 * open → claimed    claim(), when something was offered
 * claimed → open    release(), when nothing is left
 * any → shut        the close frame is out, or the socket is of no more use: nothing is written
 *                   any more, what is offered is taken and dropped
 * </pre>
 */
final class Outbound {
  static final int FRAMES = 1;
  static final int MESSAGE = 1 << 1;
  static final int PONG = 1 << 2;
  static final int PING = 1 << 3;
  static final int CLOSE = 1 << 4;

  /** Sixteen of the largest: who sends more pings than we can answer has the latest answered. */
  static final int PONG_BYTES_MAX = 16 * (2 + FrameEncoder.CONTROL_BYTES_MAX);

  private static final int OFFERED = FRAMES | MESSAGE | PONG | PING | CLOSE;
  private static final int CLAIMED = 1 << 5;
  private static final int SHUT = 1 << 6;
  private static final int GREETED = 1 << 7;

  private static final VarHandle STATE;
  private static final VarHandle CLOSE_FRAME;
  private static final VarHandle PONG_FRAMES;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(Outbound.class, "state", int.class);
      CLOSE_FRAME = lookup.findVarHandle(Outbound.class, "close", byte[].class);
      PONG_FRAMES = lookup.findVarHandle(Outbound.class, "pongs", byte[].class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // through STATE
  private volatile int state;

  /** Set before FRAMES is offered, read by the holder of the claim after it took FRAMES. */
  private List<ServerFrame> frames;

  private volatile byte[] message;

  @SuppressWarnings("unused") // through PONG_FRAMES
  private volatile byte[] pongs;

  @SuppressWarnings("unused") // through CLOSE_FRAME
  private volatile byte[] close;

  /** Offers a batch; the one before must have been written. */
  void offerFrames(List<ServerFrame> batch) {
    frames = batch;
    offer(FRAMES);
  }

  /** Offers a whole frame; the one before must have been taken. */
  void offerMessage(byte[] frame) {
    message = frame;
    offer(MESSAGE);
  }

  /** Returns whether a message was offered and not taken yet. */
  boolean hasMessage() {
    return message != null;
  }

  /**
   * Offers a pong. At the bound it takes the place of those that are not written yet, as RFC 6455
   * §5.5.3 allows. For one thread.
   */
  void offerPong(byte[] frame) {
    byte[] before;
    byte[] after;
    do {
      before = pongs;
      after =
          before == null || before.length + frame.length > PONG_BYTES_MAX
              ? frame
              : joined(before, frame);
    } while (!PONG_FRAMES.compareAndSet(this, before, after));
    offer(PONG);
  }

  private static byte[] joined(byte[] before, byte[] frame) {
    byte[] both = Arrays.copyOf(before, before.length + frame.length);
    System.arraycopy(frame, 0, both, before.length, frame.length);
    return both;
  }

  void offerPing() {
    offer(PING);
  }

  /** Offers the close frame; returns false, and does nothing, if there was one before. */
  boolean offerClose(byte[] frame) {
    if (!CLOSE_FRAME.compareAndSet(this, null, frame)) {
      return false;
    }
    offer(CLOSE);
    return true;
  }

  private void offer(int bit) {
    STATE.getAndBitwiseOr(this, bit);
  }

  /** Claims the socket; false if it is claimed, or nothing is offered. */
  boolean claim() {
    while (true) {
      int now = state;
      if ((now & CLAIMED) != 0 || (now & OFFERED) == 0) {
        return false;
      }
      if (STATE.compareAndSet(this, now, now | CLAIMED)) {
        return true;
      }
    }
  }

  /** Lets go of the claim; false, with the claim still held, if more was offered meanwhile. */
  boolean release() {
    while (true) {
      int now = state;
      if ((now & OFFERED) != 0) {
        return false;
      }
      if (STATE.compareAndSet(this, now, now & ~CLAIMED)) {
        return true;
      }
    }
  }

  /** Lets go of the claim, whatever was offered meanwhile: somebody else must claim it. */
  void handOver() {
    STATE.getAndBitwiseAnd(this, ~CLAIMED);
  }

  /** Returns whether something is offered that nobody has claimed. */
  boolean needsWriter() {
    int now = state;
    return (now & CLAIMED) == 0 && (now & OFFERED) != 0;
  }

  /** Takes the bits of all that is offered. For the holder of the claim, as all below it. */
  int take() {
    return (int) STATE.getAndBitwiseAnd(this, ~OFFERED) & OFFERED;
  }

  List<ServerFrame> takeFrames() {
    List<ServerFrame> taken = frames;
    frames = null;
    return taken;
  }

  byte[] takeMessage() {
    byte[] taken = message;
    message = null;
    return taken;
  }

  /** Takes all pongs, one behind the other; null where they were taken before. */
  byte[] takePongs() {
    return (byte[]) PONG_FRAMES.getAndSet(this, null);
  }

  byte[] closeFrame() {
    return close;
  }

  /** Returns true the first time it is called. */
  boolean greet() {
    return ((int) STATE.getAndBitwiseOr(this, GREETED) & GREETED) == 0;
  }

  void shut() {
    STATE.getAndBitwiseOr(this, SHUT);
  }

  boolean isShut() {
    return (state & SHUT) != 0;
  }

  /** Returns whether a close frame was offered: no message of the client counts any more. */
  boolean isClosing() {
    return close != null;
  }
}

package heliograph.websocket.deflate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A bounded stock of idle codecs, the one used last taken first. Thread-safe; the lock is not held
 * while codecs are made, reset or ended.
 */
final class CodecPool<C extends Codec> {

  private final Supplier<C> factory;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by the lock, as is idleMax, which close sets to 0. */
  private final ArrayDeque<C> idle = new ArrayDeque<>();

  private int idleMax;

  CodecPool(int idleMax, Supplier<C> factory) {
    if (idleMax < 0) {
      throw new IllegalArgumentException("idleMax must not be negative: " + idleMax);
    }
    this.idleMax = idleMax;
    this.factory = factory;
  }

  /** An idle codec, or a new one; never waits. */
  C take() {
    lock.lock();
    try {
      if (!idle.isEmpty()) {
        return idle.pop();
      }
    } finally {
      lock.unlock();
    }
    return factory.get();
  }

  /** Keeps a codec for the next, or ends it where the stock is full or its state in doubt. */
  void giveBack(C codec, boolean sound) {
    if (sound) {
      codec.reset();
    }
    if (!sound || !keep(codec)) {
      codec.end();
    }
  }

  /** Ends what is idle now and whatever comes back later. */
  void close() {
    List<C> rest;
    lock.lock();
    try {
      idleMax = 0;
      rest = new ArrayList<>(idle);
      idle.clear();
    } finally {
      lock.unlock();
    }
    rest.forEach(Codec::end);
  }

  int idle() {
    lock.lock();
    try {
      return idle.size();
    } finally {
      lock.unlock();
    }
  }

  private boolean keep(C codec) {
    lock.lock();
    try {
      if (idle.size() >= idleMax) {
        return false;
      }
      idle.push(codec);
      return true;
    } finally {
      lock.unlock();
    }
  }
}

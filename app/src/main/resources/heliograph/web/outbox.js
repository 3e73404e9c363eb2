import { ProtocolError, randomKey, retryDelayMs } from './wire.js';

/**
 * Publishes that the log has not confirmed yet. Each keeps its idempotency key, so that sending it
 * again after a drop neither loses nor doubles it (within the node's dedupe window). They go out in
 * the order they were made.
 */
export class Outbox {
  /** At most so many wait for confirmation; the next one is refused. */
  static MAX = 500;

  #connection;
  /** key -> {frame, resolve, reject, inFlight} */
  #entries = new Map();
  #retryTimer = null;

  constructor(connection) {
    this.#connection = connection;
  }

  /** Resolves with the `published` reply once the log has the message. */
  add(frame) {
    if (this.#entries.size >= Outbox.MAX) {
      return Promise.reject(new ProtocolError('too_many_pending', 'too many unsent messages'));
    }
    const keyed = { ...frame, key: frame.key ?? randomKey() };
    return new Promise((resolve, reject) => {
      this.#entries.set(keyed.key, { frame: keyed, resolve, reject, inFlight: false });
      this.flush();
    });
  }

  /** Sends whatever is not on its way; called after each welcome. */
  flush() {
    if (!this.#connection.isOpen || this.#retryTimer) return;
    for (const entry of this.#entries.values()) if (!entry.inFlight) this.#send(entry);
  }

  /** Gives up on all of them. */
  clear() {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = null;
    for (const entry of this.#entries.values()) {
      entry.reject(new ProtocolError('closed', 'the client was closed'));
    }
    this.#entries.clear();
  }

  async #send(entry) {
    entry.inFlight = true;
    try {
      entry.resolve(await this.#connection.request(entry.frame));
      this.#entries.delete(entry.frame.key);
    } catch (error) {
      entry.inFlight = false;
      if (error.code === 'disconnected') return;
      const delayMs = retryDelayMs(error);
      if (delayMs === null) {
        this.#entries.delete(entry.frame.key);
        entry.reject(error);
      } else {
        this.#retryIn(delayMs);
      }
    }
  }

  #retryIn(delayMs) {
    this.#retryTimer ??= setTimeout(() => {
      this.#retryTimer = null;
      this.flush();
    }, delayMs);
  }
}

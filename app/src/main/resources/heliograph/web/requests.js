import { ProtocolError } from './wire.js';

/** The requests of one connection that wait for their reply. */
export class Requests {
  #nextId = 1;
  /** id -> {resolve, reject, timer} */
  #waiting = new Map();

  /** Hands `send` the request's text with an id; resolves with the reply that carries this id. */
  make(fields, { send, timeoutMs, bytesMax }) {
    const id = this.#nextId++;
    const text = JSON.stringify({ ...fields, id });
    if (new TextEncoder().encode(text).length > bytesMax) {
      return Promise.reject(new ProtocolError('too_large', 'the message is too long'));
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new ProtocolError('timeout', 'the node did not answer in time'));
      }, timeoutMs);
      this.#waiting.set(id, { resolve, reject, timer });
      send(text);
    });
  }

  /** Settles the request this frame answers; false where it answers none. */
  settle(frame) {
    const request = this.#waiting.get(frame.id);
    if (!request) return false;
    this.#waiting.delete(frame.id);
    clearTimeout(request.timer);
    if (frame.type !== 'error') request.resolve(frame);
    else request.reject(new ProtocolError(frame.code, frame.message, frame.retryAfterMs));
    return true;
  }

  /** The connection is gone, and with it every reply. */
  disconnect() {
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(new ProtocolError('disconnected', 'the connection was lost'));
    }
    this.#waiting.clear();
  }
}

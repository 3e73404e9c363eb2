/** Names and rules of the protocol that need no connection: close codes, errors, backoff, keys. */

export const SUBPROTOCOL = 'heliograph.v1.json';

/** This client leaves, but means to come back with `resume`. */
export const CLOSE_COMING_BACK = 3001;

/** A refusal by the server, or by the client itself (`disconnected`, `timeout`, `closed`). */
export class ProtocolError extends Error {
  constructor(code, message, retryAfterMs) {
    super(message);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

const RETRYABLE = new Set(['timeout', 'unavailable', 'rate_limited', 'internal']);
const RETRY_MS = 1000;

/** How long to wait before the same request may go through; null where it never will. */
export function retryDelayMs(error) {
  return RETRYABLE.has(error.code) ? (error.retryAfterMs ?? RETRY_MS) : null;
}

const CLOSE_CODES = {
  1000: ['resume', 'the node closed the connection'],
  1001: ['resume', 'the node is going away'],
  1002: ['stop', 'the node saw a protocol error'],
  1003: ['stop', 'the node saw data it does not take'],
  1006: ['resume', 'the connection was cut'],
  1007: ['stop', 'the node saw invalid text'],
  1008: ['stop', 'too many bad frames'],
  1009: ['stop', 'a frame was too large'],
  1011: ['resume', 'the node had an internal error'],
  4401: ['token', 'the token expired or was revoked'],
  4403: ['stop', 'an operator disconnected this session'],
  4408: ['resume', 'this client read too slowly'],
  4409: ['stop', 'this session went on in another connection'],
  4429: ['resume', 'the rate limit kept being broken'],
};

/**
 * What a close code asks for: `resume` (come back with the same token), `token` (come back with a
 * new one) or `stop` (stay away), and the reason in words.
 */
export function closeMeaning(code) {
  const [then, words] = CLOSE_CODES[code] ?? ['resume', `the connection closed with code ${code}`];
  return { then, words };
}

const BACKOFF_BASE_MS = 400;
const BACKOFF_MAX_MS = 20_000;
const BACKOFF_MIN_MS = 100;

/** Exponential backoff with full jitter, between 0.1 and 20 s; `attempt` counts from 0. */
export function backoffMs(attempt, random = Math.random) {
  const ceilingMs = Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** Math.min(attempt, 20));
  return Math.round(BACKOFF_MIN_MS + random() * (ceilingMs - BACKOFF_MIN_MS));
}

/** 128 random bits in hex. Not `crypto.randomUUID`, which plain-http pages do not have. */
export function randomKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

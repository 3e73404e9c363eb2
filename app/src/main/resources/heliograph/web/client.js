import { Connection } from './connection.js';
import { Memberships } from './memberships.js';
import { Outbox } from './outbox.js';

/**
 * The browser client for Heliograph's protocol, version 1 (JSON). It holds one session over as many
 * connections as it takes: it resumes after a drop, joins again where the session is gone, sends
 * unconfirmed publishes again under their keys, and hands out every message of a room once, in the
 * room's order.
 *
 *     const client = new HeliographClient({ url: '/ws', token: async () => ({ token }) });
 *     client.addEventListener('message', ({ detail }) => show(detail.from, detail.data));
 *     client.connect();
 *     await client.join('lobby', { history: 50, ack: true });
 *     await client.publish('lobby', { text: 'hello' });   // resolves once the log has it
 *
 * Events, each with its facts in `detail`:
 *   state    {state, ...}: `connecting` {again}, `connected` {resumed, node, session, user},
 *            `draining` {retryAtMs, shutdown}, `waiting` {retryAtMs, words}, `needs-token` {words},
 *            `closed` {words, code}
 *   message  the frame, and `caughtUp`: it was missed while away
 *   caughtup {room, count}: all that was missed has come in
 *   lost     {room}: older messages are no longer kept, refetch your own state
 *   presence {type, room, user, session, at}: somebody came or went
 *   fault    {code, message}: an error that belongs to no request
 *
 * `token` is asked for {token, expiresAt?} before the first connection and when one ran out or was
 * refused (`reason`: `first`, `expired`, `refused`, `suspect`: maybe refused). It returns null where
 * only the user can help: the client then waits in `needs-token` for the next `connect()`, and
 * asks again with `first`. If it throws, the client retries.
 */
export class HeliographClient extends EventTarget {
  #connection;
  #memberships;
  #outbox;

  constructor({ url = '/ws', token }) {
    super();
    const emit = (type, detail) => this.dispatchEvent(new CustomEvent(type, { detail }));
    const hooks = {
      onState: (detail) => emit('state', detail),
      onWelcome: (frame) => {
        this.#memberships.onWelcome(frame);
        this.#outbox.flush();
      },
      onFrame: (frame) => {
        if (frame.type === 'message') this.#memberships.onMessage(frame);
        else if (frame.type.startsWith('member_')) emit('presence', frame);
        else if (frame.type === 'error') emit('fault', frame);
      },
      onLost: () => this.#memberships.onLost(),
    };
    this.#connection = new Connection({ url, token, hooks });
    this.#memberships = new Memberships(this.#connection, emit);
    this.#outbox = new Outbox(this.#connection);
  }

  /** The state last told by a `state` event. */
  get state() {
    return this.#connection.state;
  }

  /** Connects now, whatever a running backoff says. Does nothing while there is a connection. */
  connect() {
    this.#connection.connect();
  }

  /** Ends the session for good; what is not confirmed by now is given up. */
  close() {
    this.#connection.close();
    this.#outbox.clear();
  }

  /** Cuts the connection as a bad network would, and stays away for a while. */
  drop(stayAwayMs) {
    this.#connection.drop(stayAwayMs);
  }

  /** Call on `online` and when the page is seen again: finds a dead connection at once. */
  wake() {
    this.#connection.wake();
  }

  /**
   * Enters a room and stays in it over drops. Resolves with the first `joined` reply.
   *
   * @param {{ack?: boolean, history?: number}} options `history`: replay so many earlier messages.
   *     `ack`: acknowledged delivery; without it the client asks for the history after each drop,
   *     which needs the right to it
   */
  join(room, options) {
    return this.#memberships.join(room, options);
  }

  leave(room) {
    return this.#memberships.leave(room);
  }

  /** Resolves with the `published` reply once the log has it, over as many drops as it takes. */
  publish(room, data, { key } = {}) {
    return this.#outbox.add({ type: 'publish', room, data, key });
  }

  /** To one user's inbox; else as `publish`. */
  send(user, data, { key } = {}) {
    return this.#outbox.add({ type: 'send', user, data, key });
  }

  /** Not kept and not sent again: typing marks and the like. */
  publishEphemeral(room, data) {
    return this.#connection.request({ type: 'publish', room, data, ephemeral: true });
  }

  presence(room) {
    return this.#connection.request({ type: 'presence', room });
  }

  /** @param {{limit?: number, before?: number, after?: number}} options */
  history(room, options) {
    return this.#connection.request({ type: 'history', room, ...options });
  }
}

import { Requests } from './requests.js';
import { CLOSE_COMING_BACK, ProtocolError, SUBPROTOCOL, backoffMs, closeMeaning } from './wire.js';

const REQUEST_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 10_000;
const PROBE_TIMEOUT_MS = 4_000;
/** A connection that lived so long was a success: the next drop starts the backoff anew. */
const STABLE_MS = 5_000;
const TOKEN_MARGIN_MS = 5_000;
const RATE_LIMIT_PAUSE_MS = 5_000;

/**
 * One session's connection to a node: opens it, sees when it is dead, and opens the next one, by
 * what the close code asks for. What the frames mean is the client's affair.
 *
 * Hooks: `onState(detail)`, `onWelcome(frame)`, `onFrame(frame)` for what answers no request,
 * `onLost()` when a connection is gone.
 */
export class Connection {
  #url;
  #tokenSource;
  #hooks;
  #token = null;
  #tokenReason = 'first';
  /** {socket, openedAtMs, lastFrameAtMs, welcomed}; null between two connections. */
  #link = null;
  /** Rises with each beginning and end, so that what an older attempt still does is told apart. */
  #attempt = 0;
  #failures = 0;
  /** For the next attempt, or for giving up the present one. */
  #timer = null;
  #aliveTimer = null;
  /** Not to come back before this, by the server's wish or the user's. */
  #notBeforeMs = 0;
  #resume = null;
  #heartbeatMs = 25_000;
  #bytesMax = 65_536;
  #requests = new Requests();

  constructor({ url, token, hooks }) {
    this.#url = new URL(url, globalThis.location?.href);
    this.#url.protocol = this.#url.protocol.replace(/^http/, 'ws');
    this.#tokenSource = token;
    this.#hooks = hooks;
    this.state = 'closed';
  }

  /** Whether the node said welcome, so that requests can be sent. */
  get isOpen() {
    return Boolean(this.#link?.welcomed);
  }

  /** Connects now, whatever a running backoff says. Does nothing while there is a connection. */
  connect() {
    if (!this.#link && this.state !== 'connecting') this.#open();
  }

  /** Ends the session for good. */
  close() {
    this.#abandon(1000);
    this.#setState('closed', { words: 'you left', code: 1000 });
  }

  /** Cuts the connection as a bad network would, and stays away for a while. */
  drop(stayAwayMs) {
    if (!this.#link) return;
    this.#abandon(CLOSE_COMING_BACK);
    this.#notBeforeMs = Date.now() + stayAwayMs;
    this.#retryIn(stayAwayMs, 'you dropped the connection');
  }

  /** Looks at once whether the connection still lives, or can be had again. */
  wake() {
    if (this.state === 'waiting' && Date.now() >= this.#notBeforeMs) this.#open();
    else if (this.isOpen) this.#probe();
  }

  /** Resolves with the reply; rejects with a ProtocolError. */
  request(fields, timeoutMs = REQUEST_TIMEOUT_MS) {
    if (!this.isOpen) {
      return Promise.reject(new ProtocolError('disconnected', 'there is no connection'));
    }
    const send = (text) => this.#link.socket.send(text);
    return this.#requests.make(fields, { send, timeoutMs, bytesMax: this.#bytesMax });
  }

  /** Sends a frame that gets no reply. */
  post(frame) {
    if (this.isOpen) this.#link.socket.send(JSON.stringify(frame));
  }

  // From one connection to the next

  async #open() {
    clearTimeout(this.#timer);
    const attempt = ++this.#attempt;
    this.#setState('connecting', { again: this.#resume !== null });
    try {
      const token = await this.#freshToken();
      if (attempt !== this.#attempt) return;
      if (token === null) this.#askForToken();
      else this.#dial(token);
    } catch (error) {
      if (attempt === this.#attempt) this.#retryIn(this.#nextBackoffMs(), error.message);
    }
  }

  async #freshToken() {
    const expiresAt = this.#token?.expiresAt ?? Infinity;
    if (expiresAt - TOKEN_MARGIN_MS < Date.now()) this.#distrustToken('expired');
    this.#token ??= await this.#tokenSource({ reason: this.#tokenReason });
    return this.#token?.token ?? null;
  }

  /** Waits for `connect()`: the user has to bring a new token, of which nothing bad is known. */
  #askForToken() {
    const words = {
      expired: 'the token expired',
      malformed: 'that is not a token',
      refused: 'the node refused the token',
    };
    this.#setState('needs-token', { words: words[this.#tokenReason] ?? '' });
    this.#distrustToken('first');
  }

  #distrustToken(reason) {
    this.#token = null;
    this.#tokenReason = reason;
  }

  #dial(token) {
    const url = new URL(this.#url);
    if (this.#resume) url.searchParams.set('resume', this.#resume);
    let socket;
    try {
      socket = new WebSocket(url, [SUBPROTOCOL, `bearer.${token}`]);
    } catch {
      this.#distrustToken('malformed');
      this.#askForToken();
      return;
    }
    const link = { socket, openedAtMs: 0, lastFrameAtMs: 0, welcomed: false };
    this.#link = link;
    const ours = (handler) => (event) => this.#link === link && handler(event);
    socket.onopen = ours(() => (link.openedAtMs = Date.now()));
    socket.onmessage = ours(({ data }) => {
      link.lastFrameAtMs = Date.now();
      this.#receive(JSON.parse(data));
    });
    socket.onclose = ours(({ code, reason }) => this.#onClose(code, reason));
    this.#timer = setTimeout(ours(() => this.#cut('no answer from the node')), CONNECT_TIMEOUT_MS);
  }

  #onClose(code, reason) {
    const refused = this.#link.openedAtMs === 0;
    const { then, words } = closeMeaning(code);
    this.#abandon();
    if (refused) {
      this.#onRefused(this.#attempt);
    } else if (then === 'stop') {
      this.#setState('closed', { words: reason || words, code });
    } else {
      if (then === 'token') this.#distrustToken('expired');
      const pauseMs = code === 4429 ? RATE_LIMIT_PAUSE_MS : 0;
      this.#retryIn(pauseMs + this.#nextBackoffMs(), words);
    }
  }

  /** A browser hides why an upgrade was refused; a plain request to the same address may tell. */
  async #onRefused(attempt) {
    const url = new URL(this.#url);
    url.protocol = url.protocol.replace(/^ws/, 'http');
    const headers = { Authorization: `Bearer ${this.#token?.token}` };
    const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
    const answer = await fetch(url, { headers, signal }).catch(() => null);
    const problem = (await answer?.json().catch(() => null)) ?? {};
    if (attempt !== this.#attempt) return;
    if (answer?.status === 403) {
      this.#setState('closed', { words: problem.message ?? 'the node forbids it', code: 403 });
      return;
    }
    // 400 and 426 only say that this was no upgrade: the token may be at fault, or anything else.
    if (answer?.status === 401) this.#distrustToken('refused');
    else if (answer && answer.status < 429) this.#distrustToken('suspect');
    const retryAfterMs = 1000 * (Number(answer?.headers.get('Retry-After')) || 0);
    const words = answer ? 'the node refused the connection' : 'the node cannot be reached';
    const delayMs = Math.max(retryAfterMs, this.#nextBackoffMs());
    this.#retryIn(delayMs, answer?.status === 426 ? words : (problem.message ?? words));
  }

  /** Takes the connection for dead without waiting for a close handshake. */
  #cut(words) {
    this.#abandon(CLOSE_COMING_BACK);
    this.#retryIn(this.#nextBackoffMs(), words);
  }

  /** Forgets the connection and all that waits for it; closes it where `code` is given. */
  #abandon(code) {
    const link = this.#link;
    this.#link = null;
    this.#attempt++;
    clearTimeout(this.#timer);
    clearTimeout(this.#aliveTimer);
    if (link?.welcomed && Date.now() - link.openedAtMs > STABLE_MS) this.#failures = 0;
    this.#requests.disconnect();
    this.#hooks.onLost();
    if (link && code) link.socket.close(code);
  }

  #nextBackoffMs() {
    return Math.max(backoffMs(this.#failures++), this.#notBeforeMs - Date.now());
  }

  #retryIn(delayMs, words) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#open(), delayMs);
    this.#setState('waiting', { retryAtMs: Date.now() + delayMs, words });
  }

  #setState(state, detail) {
    this.state = state;
    this.#hooks.onState({ state, ...detail });
  }

  // Frames that concern the connection itself

  #receive(frame) {
    switch (frame.type) {
      case 'welcome':
        return this.#onWelcome(frame);
      case 'token_expiring':
        return this.#refresh();
      case 'server_shutdown':
      case 'reconnect':
        return this.#onAskedToMove(frame);
      default:
        if (!this.#requests.settle(frame)) this.#hooks.onFrame(frame);
    }
  }

  #onWelcome(frame) {
    clearTimeout(this.#timer);
    this.#link.welcomed = true;
    this.#resume = frame.resume;
    this.#notBeforeMs = 0;
    this.#heartbeatMs = frame.heartbeatMs;
    this.#bytesMax = frame.limits.maxFrameBytes;
    const { resumed, node, session, user } = frame;
    this.#setState('connected', { resumed, node, session, user });
    this.#hooks.onWelcome(frame);
    this.#watch();
  }

  /** The server wants this client elsewhere: it moves when its turn has come. */
  #onAskedToMove({ type, retryAfterMs }) {
    this.#notBeforeMs = Date.now() + retryAfterMs;
    this.#setState('draining', { retryAtMs: this.#notBeforeMs, shutdown: type !== 'reconnect' });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#abandon(CLOSE_COMING_BACK);
      this.#open();
    }, retryAfterMs);
  }

  async #refresh() {
    try {
      const fresh = await this.#tokenSource({ reason: 'expired' });
      if (!fresh) return;
      const { expiresAt } = await this.request({ type: 'refresh', token: fresh.token });
      this.#token = { token: fresh.token, expiresAt };
    } catch (error) {
      // Nothing is lost yet: at expiry the close code asks for a new token again.
      this.#hooks.onFrame({ type: 'error', code: error.code ?? 'token', message: error.message });
    }
  }

  // Life signs: a page cannot see WebSocket pings, so it asks when it has heard nothing for long.

  #watch() {
    clearTimeout(this.#aliveTimer);
    const idleMs = Date.now() - this.#link.lastFrameAtMs;
    if (idleMs >= this.#heartbeatMs) this.#probe();
    else this.#aliveTimer = setTimeout(() => this.#watch(), this.#heartbeatMs - idleMs);
  }

  async #probe() {
    const link = this.#link;
    const alive = await this.request({ type: 'ping' }, PROBE_TIMEOUT_MS).catch(() => null);
    if (this.#link !== link) return;
    if (alive) this.#watch();
    else this.#cut('the connection went silent');
  }
}

import { RoomCursor } from './room-cursor.js';
import { ProtocolError, retryDelayMs } from './wire.js';

/** Acks wait so long for company, or until so many messages are covered. */
const ACK_DELAY_MS = 20;
const ACK_BATCH = 8;
const FILL_PAGE = 100;

/**
 * The rooms a client wants to be in, over all its connections: enters them again after a drop,
 * puts messages in the log's order, fills gaps from the history, and acknowledges.
 */
export class Memberships {
  #connection;
  #emit;
  /** name -> {cursor, entered, settle}; `settle` ({resolve, reject}) until the first `joined`. */
  #rooms = new Map();
  #ackable = new Set();
  #ackCount = 0;
  #ackTimer = null;

  /** @param {(type: string, detail: object) => void} emit takes the client's events */
  constructor(connection, emit) {
    this.#connection = connection;
    this.#emit = emit;
  }

  join(room, options) {
    if (this.#rooms.has(room)) {
      return Promise.reject(new ProtocolError('already_joined', `already in ${room}`));
    }
    return new Promise((resolve, reject) => {
      const cursor = new RoomCursor(room, options);
      const membership = { cursor, entered: false, settle: { resolve, reject } };
      this.#rooms.set(room, membership);
      if (this.#connection.isOpen) this.#enter(membership);
    });
  }

  async leave(room) {
    this.#rooms.get(room)?.settle?.reject(new ProtocolError('closed', `left ${room}`));
    this.#rooms.delete(room);
    if (this.#connection.isOpen) await this.#connection.request({ type: 'leave', room });
  }

  /** Goes back to every room, where the session was resumed or by joining again. */
  onWelcome({ resumed, rooms }) {
    const places = new Map(resumed ? rooms.map((place) => [place.room, place]) : []);
    for (const membership of this.#rooms.values()) {
      const { name } = membership.cursor;
      const place = places.get(name);
      if (place) this.#resume(membership, place);
      else if (isInbox(name)) membership.entered = true;
      else this.#enter(membership);
    }
    for (const room of places.keys()) {
      if (!this.#rooms.has(room) && !isInbox(room)) this.leave(room).catch(() => {});
    }
  }

  onLost() {
    clearTimeout(this.#ackTimer);
    this.#ackTimer = null;
    this.#ackable.clear();
    for (const membership of this.#rooms.values()) {
      membership.entered = false;
      membership.cursor.release();
    }
  }

  onMessage(message) {
    const membership = this.#rooms.get(message.room) ?? this.#openInbox(message.room);
    if (!membership?.entered) return;
    const { cursor } = membership;
    if (message.position === undefined) {
      this.#emit('message', { ...message, caughtUp: false });
      return;
    }
    switch (cursor.judge(message)) {
      case 'new':
        return this.#deliver(cursor, message);
      case 'duplicate':
        return this.#acknowledge(cursor);
      case 'gap':
        cursor.hold(message);
        return this.#fill(cursor);
      case 'held':
        if (!cursor.hold(message)) this.#deliverHeld(cursor);
    }
  }

  /** A user's inbox needs no join: its first message opens it. */
  #openInbox(room) {
    if (!isInbox(room)) return null;
    const membership = { cursor: new RoomCursor(room), entered: true, settle: null };
    this.#rooms.set(room, membership);
    return membership;
  }

  async #enter(membership) {
    const { cursor } = membership;
    try {
      const joined = await this.#connection.request(cursor.joinRequest());
      this.#onJoined(membership, joined);
    } catch (error) {
      this.#onJoinFailed(membership, error);
    }
  }

  #onJoined(membership, joined) {
    const { cursor } = membership;
    const back = cursor.position !== null;
    membership.entered = true;
    cursor.adopt(joined.epoch);
    if (back) this.#catchUpTo(cursor, joined.position);
    // Where there is no earlier message to come, the cursor stands at the log's end at once.
    else if (cursor.history === 0 || joined.position < 0) cursor.position = joined.position;
    if (back && !joined.recovered) this.#lose(cursor);
    this.#settle(membership, joined);
  }

  async #onJoinFailed(membership, error) {
    const { name } = membership.cursor;
    const delayMs = retryDelayMs(error);
    if (error.code === 'disconnected' || this.#rooms.get(name) !== membership) return;
    if (delayMs !== null) {
      setTimeout(() => this.#connection.isOpen && this.#enter(membership), delayMs);
    } else if (error.code === 'already_joined') {
      await this.#connection.request({ type: 'leave', room: name }).catch(() => null);
      if (this.#connection.isOpen) this.#enter(membership);
    } else {
      this.#rooms.delete(name);
      if (membership.settle) membership.settle.reject(error);
      else this.#emit('fault', { code: error.code, message: error.message });
    }
  }

  /** The session was still in the room: what was missed follows by itself. */
  #resume(membership, place) {
    const { cursor } = membership;
    const back = cursor.position !== null;
    const target =
        back && place.epoch === cursor.epoch && place.position > cursor.position
        ? place.position
        : null;
    membership.entered = true;
    cursor.adopt(place.epoch);
    if (back) this.#catchUpTo(cursor, target);
    if (back && !place.recovered) this.#lose(cursor);
    // Without acks the server counts as delivered what it wrote, even into a broken connection.
    else if (!back || !cursor.ack) this.#fill(cursor);
    this.#settle(membership, { type: 'joined', ...place });
  }

  #settle(membership, joined) {
    membership.settle?.resolve(joined);
    membership.settle = null;
  }

  /** Counts what was missed, up to `target`; asks for the log's end where that is not known. */
  async #catchUpTo(cursor, target) {
    const catchUp = { target: target ?? Infinity, count: 0 };
    cursor.catchUp = catchUp;
    if (target === null) {
      const last = await this.#history(cursor, { limit: 1 }).catch(() => null);
      if (cursor.catchUp !== catchUp) return;
      catchUp.target = last?.messages.at(-1)?.position ?? -1;
    }
    this.#checkCaughtUp(cursor);
  }

  #checkCaughtUp(cursor) {
    const { catchUp } = cursor;
    if (!catchUp || (cursor.position ?? -1) < catchUp.target) return;
    cursor.catchUp = null;
    this.#emit('caughtup', { room: cursor.name, count: catchUp.count });
  }

  #lose(cursor) {
    this.#emit('lost', { room: cursor.name });
    this.#fill(cursor);
  }

  #deliver(cursor, message) {
    const caughtUp = cursor.advance(message);
    this.#emit('message', { ...message, caughtUp });
    this.#acknowledge(cursor);
    this.#checkCaughtUp(cursor);
  }

  #history(cursor, options) {
    return this.#connection.request({ type: 'history', room: cursor.name, ...options });
  }

  /** Reads what lies after the cursor from the room's history, while newer messages wait. */
  async #fill(cursor) {
    if (cursor.position === null && cursor.history === 0) return;
    cursor.hold();
    const held = cursor.held;
    let more = true;
    while (more) {
      const after = cursor.position;
      const page = after === null ? { limit: cursor.history } : { limit: FILL_PAGE, after };
      const reply = await this.#history(cursor, page).catch((error) => error);
      if (cursor.held !== held) return;
      more = this.#takePage(cursor, reply) && after !== null && reply.more;
    }
    this.#deliverHeld(cursor);
  }

  /** Delivers a page of the history; false where it brought nothing new. */
  #takePage(cursor, reply) {
    if (reply instanceof Error) {
      this.#emit('fault', { code: 'gap', message: `Messages may be missing: ${reply.message}` });
      return false;
    }
    const fresh = reply.messages.filter(({ position }) => position > (cursor.position ?? -1));
    for (const message of fresh) {
      this.#deliver(cursor, { ...message, room: cursor.name, epoch: reply.epoch });
    }
    return fresh.length > 0;
  }

  #deliverHeld(cursor) {
    for (const message of cursor.release()) {
      if (message.epoch !== cursor.epoch || message.position > (cursor.position ?? -1)) {
        this.#deliver(cursor, message);
      }
    }
  }

  /** Acks are cumulative, so only each room's last position is worth a place in the batch. */
  #acknowledge(cursor) {
    if (!cursor.ack) return;
    this.#ackable.add(cursor);
    if (++this.#ackCount >= ACK_BATCH) this.#sendAcks();
    else this.#ackTimer ??= setTimeout(() => this.#sendAcks(), ACK_DELAY_MS);
  }

  #sendAcks() {
    clearTimeout(this.#ackTimer);
    this.#ackTimer = null;
    this.#ackCount = 0;
    const acks = Array.from(this.#ackable, ({ name, position }) => ({ room: name, position }));
    this.#ackable.clear();
    this.#connection.post({ type: 'ack', acks });
  }
}

function isInbox(room) {
  return room.startsWith('$user:');
}

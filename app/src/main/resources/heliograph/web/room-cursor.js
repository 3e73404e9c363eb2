/**
 * One room as this client has seen it: a cursor over the room's log. It decides what a message
 * that came in is (new, seen before, or behind a gap) and knows no socket, no clock and no page.
 */
export class RoomCursor {
  /** At most so many messages wait while a gap is filled; past it the gap is given up. */
  static HELD_MAX = 1000;

  /**
   * @param {string} name the room
   * @param {{ack?: boolean, history?: number}} options `ack`: acknowledged delivery; `history`: how
   *     many earlier messages the first join asks for
   */
  constructor(name, { ack = false, history = 0 } = {}) {
    this.name = name;
    this.ack = ack;
    this.history = history;
    /** The log's incarnation that `position` belongs to; null before the first join. */
    this.epoch = null;
    /** Position of the last message delivered; null where none was yet. */
    this.position = null;
    /** `{target, count}` while what was missed comes in, else null. */
    this.catchUp = null;
    /** Messages that wait for a gap to be filled; null when none is being filled. */
    this.held = null;
  }

  /** The join request that goes on where this cursor stands, or starts afresh. */
  joinRequest() {
    const request = { type: 'join', room: this.name };
    if (this.ack) request.ack = true;
    if (this.position !== null) request.from = { epoch: this.epoch, position: this.position };
    else if (this.history > 0) request.history = this.history;
    return request;
  }

  /** Takes over the log's epoch; a changed one makes the old position meaningless. */
  adopt(epoch) {
    if (this.epoch !== null && this.epoch !== epoch) this.position = null;
    this.epoch = epoch;
  }

  /**
   * What a message from the log is: `new` (deliver it), `duplicate` (drop it), `gap` (one before it
   * is missing) or `held` (it has to wait until the gap is filled).
   */
  judge(message) {
    if (this.position !== null && message.epoch === this.epoch) {
      if (message.position <= this.position) return 'duplicate';
      if (this.held) return 'held';
      if (message.prev !== undefined && message.prev > this.position) return 'gap';
    }
    return this.held ? 'held' : 'new';
  }

  /** Moves past a message; true where it belongs to what was missed while away. */
  advance(message) {
    this.adopt(message.epoch);
    this.position = message.position;
    if (!this.catchUp || message.position > this.catchUp.target) return false;
    this.catchUp.count++;
    return true;
  }

  /** Keeps a message until the gap before it is filled; false when no more can be kept. */
  hold(message) {
    this.held ??= [];
    if (message) this.held.push(message);
    return this.held.length <= RoomCursor.HELD_MAX;
  }

  /** Gives back what was held, in the log's order, and stops holding. */
  release() {
    const held = this.held ?? [];
    this.held = null;
    return held.sort((a, b) => a.position - b.position);
  }
}

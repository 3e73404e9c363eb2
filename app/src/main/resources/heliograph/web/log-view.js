/** The list of messages. Everything a user wrote goes into text nodes, never into markup. */

const MESSAGES_MAX = 500;
const FOLLOWS_MS = 5 * 60_000;
const NEAR_END_PX = 60;

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const calendar = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** A hue of its own for each name, always the same one. */
export function hueOf(name) {
  let hash = 0x811c9dc5;
  for (const char of name) hash = Math.imul(hash ^ char.codePointAt(0), 0x01000193);
  return (hash >>> 0) % 360;
}

export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function initials(name) {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  return words.slice(0, 2).map((word) => [...word][0]).join('').toUpperCase() || '?';
}

/** What to show of a message's data: anyone may publish anything, so not all of it is chat. */
function textOf(data) {
  if (typeof data === 'string') return { text: data, chat: true };
  if (typeof data?.text === 'string') return { text: data.text, chat: true };
  return { text: JSON.stringify(data), chat: false };
}

export class LogView {
  #log = document.getElementById('log');
  #messages = document.getElementById('messages');
  #pending = document.getElementById('pending');
  #scroll = document.getElementById('scroll');
  #empty = document.getElementById('empty');
  #jump = document.getElementById('jump');
  /** key -> the pending message's element. */
  #waiting = new Map();
  #last = null;
  #followsEnd = true;

  constructor() {
    this.#jump.addEventListener('click', () => this.#toEnd());
    this.#scroll.addEventListener('scroll', () => {
      const { scrollHeight, scrollTop, clientHeight } = this.#scroll;
      this.#followsEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
      if (this.#followsEnd) this.#jump.hidden = true;
    }, { passive: true });
    new ResizeObserver(() => this.#followsEnd && this.#toEnd()).observe(this.#scroll);
  }

  /** Starts over, for another room. */
  clear() {
    this.#messages.replaceChildren();
    this.#pending.replaceChildren();
    this.#waiting.clear();
    this.#last = null;
    this.#empty.hidden = true;
    this.#toEnd();
  }

  /** While history streams in, screen readers are not to read all of it out. */
  setBusy(busy) {
    this.#log.setAttribute('aria-busy', String(busy));
    if (!busy) this.#showEmpty();
  }

  get isBusy() {
    return this.#log.getAttribute('aria-busy') === 'true';
  }

  addMessage(message, own) {
    this.#waiting.get(message.key)?.remove();
    this.#waiting.delete(message.key);
    const { from, at, position, epoch } = message;
    const item = this.#item({ from: from ?? 'someone', data: message.data, at, own });
    const follows = this.#last && this.#last.from === from && at - this.#last.at < FOLLOWS_MS;
    item.classList.toggle('follows', Boolean(follows));
    this.#last = { from, at };
    const place = item.querySelector('.position');
    if (position === undefined) {
      place.textContent = 'not kept';
    } else {
      item.dataset.position = position;
      place.textContent = position;
      place.title = `Position ${position} in this room's log, epoch ${epoch}`;
    }
    if (message.key) item.dataset.key = message.key;
    item.dataset.caughtUp = message.caughtUp;
    this.#append(item);
    if (!this.#followsEnd && !own) this.#jump.hidden = false;
  }

  /** Shows an own message at once, as pending, until it comes back from the log. */
  addPending(key, from, text) {
    const item = this.#item({ from, data: text, at: Date.now(), own: true });
    item.classList.add('follows');
    item.dataset.key = key;
    item.dataset.state = 'pending';
    item.querySelector('.position').textContent = 'sending';
    this.#waiting.set(key, item);
    this.#pending.append(item);
    this.#showEmpty();
    this.#toEnd();
  }

  failPending(key, words) {
    const item = this.#waiting.get(key);
    if (!item) return;
    item.dataset.state = 'failed';
    item.querySelector('.position').textContent = `Not sent: ${words}`;
  }

  /** A line between messages; the returned function changes it later. */
  addEvent(kind, words) {
    const item = element('li', 'event');
    const label = element('span');
    item.append(label);
    const update = (nextKind, nextWords) => {
      item.dataset.event = nextKind;
      label.textContent = nextWords;
    };
    update(kind, words);
    this.#last = null;
    this.#append(item);
    return update;
  }

  #item({ from, data, at, own }) {
    const item = element('li', 'message');
    item.dataset.from = from;
    item.dataset.own = own;
    const avatar = element('span', 'avatar', initials(from));
    avatar.setAttribute('aria-hidden', 'true');
    avatar.style.setProperty('--hue', hueOf(from));
    const meta = element('div', 'meta');
    const time = element('time', null, clock.format(at));
    time.dateTime = new Date(at).toISOString();
    time.title = calendar.format(at);
    meta.append(element('span', 'who', own ? 'You' : from), time);
    const line = element('div', 'line');
    const { text, chat } = textOf(data);
    const body = element('div', chat ? 'text' : 'text data', text);
    body.dir = 'auto';
    line.append(body, element('span', 'position'));
    item.append(avatar, meta, line);
    return item;
  }

  #append(item) {
    this.#messages.append(item);
    while (this.#messages.childElementCount > MESSAGES_MAX) this.#messages.firstChild.remove();
    this.#messages.firstChild.classList.remove('follows');
    this.#showEmpty();
    if (this.#followsEnd) this.#toEnd();
  }

  #showEmpty() {
    const empty = !this.#messages.firstChild && !this.#pending.firstChild;
    this.#empty.hidden = !empty || this.isBusy;
  }

  #toEnd() {
    this.#followsEnd = true;
    this.#jump.hidden = true;
    this.#scroll.scrollTop = this.#scroll.scrollHeight;
  }
}

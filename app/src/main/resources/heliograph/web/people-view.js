import { element, hueOf } from './log-view.js';

const REFRESH_MS = 5_000;
const SETTLE_MS = 150;

/** Who is in the room: asked for after a change, and every few seconds while somebody looks. */
export class PeopleView {
  #members = document.getElementById('members');
  #count = document.getElementById('people-count');
  #ask;
  #timer = null;

  /** @param {() => Promise<?object>} ask the `presence` reply, null where there is none */
  constructor(ask) {
    this.#ask = ask;
    setInterval(() => document.visibilityState === 'visible' && this.refresh(), REFRESH_MS);
  }

  /** Soon, so that a burst of changes is asked about once. */
  refreshSoon() {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.refresh();
    }, SETTLE_MS);
  }

  async refresh() {
    const reply = await this.#ask();
    if (reply) this.#show(reply);
  }

  #show({ count, members, self }) {
    this.#count.textContent = count;
    this.#members.dataset.count = count;
    const tabs = new Map();
    for (const { user } of members) tabs.set(user, (tabs.get(user) ?? 0) + 1);
    const names = [...tabs.keys()].sort(
      (a, b) => (b === self) - (a === self) || a.localeCompare(b));
    const items = names.map((name) => this.#person(name, tabs.get(name), name === self));
    const unseen = count - members.length;
    if (unseen > 0) items.push(element('li', 'more', `and ${unseen} more`));
    this.#members.replaceChildren(...items);
  }

  #person(name, tabs, self) {
    const item = element('li');
    item.dataset.user = name;
    item.style.setProperty('--hue', hueOf(name));
    item.append(element('span', 'who', name));
    const notes = [self && 'you', tabs > 1 && `${tabs} sessions`].filter(Boolean);
    if (notes.length) item.append(element('span', 'you', notes.join(', ')));
    return item;
  }
}

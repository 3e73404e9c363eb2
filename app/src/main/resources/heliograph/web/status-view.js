/** The connection's state: the pill at the top, the notice under it, the facts at the side. */

const seconds = (ms) => `${Math.max(1, Math.ceil(ms / 1000))} s`;
const times = (count) => (count === 1 ? 'once' : `${count} times`);
const sentence = (words) => words.charAt(0).toUpperCase() + words.slice(1).replace(/\.?$/, '.');

/** What a resume brought, in words. */
export function caughtUpWords(count) {
  if (count === 0) return 'nothing missed';
  return count === 1 ? '1 message caught up' : `${count} messages caught up`;
}

export class StatusView {
  #status = document.getElementById('status');
  #text = document.getElementById('status-text');
  #countdown = document.getElementById('countdown');
  #notice = document.getElementById('notice');
  #noticeText = document.getElementById('notice-text');
  #reconnect = document.getElementById('reconnect');
  #tokenForm = document.getElementById('token-form');
  #drop = document.getElementById('drop');
  #ticker = null;
  #resumes = 0;

  show(detail) {
    const { state } = detail;
    this.#status.dataset.state = state;
    clearInterval(this.#ticker);
    this.#countdown.textContent = '';
    this.#drop.disabled = state !== 'connected';
    this.#tokenForm.hidden = state !== 'needs-token';
    switch (state) {
      case 'connecting':
        return this.#say(detail.again ? 'Reconnecting' : 'Connecting');
      case 'connected':
        return this.#showConnected(detail);
      case 'draining':
        this.#say(detail.shutdown ? 'Node is shutting down' : 'Asked to reconnect');
        this.#count('moving in', detail.retryAtMs);
        return this.#explain('');
      case 'waiting':
        this.#say('Disconnected');
        this.#count('back in', detail.retryAtMs);
        return this.#explain(detail.words, 'Reconnect now');
      case 'needs-token':
        this.#say('A token is needed');
        return this.#explain(detail.words);
      case 'closed':
        this.#say('Closed');
        return this.#explain(detail.words, 'Connect again');
    }
  }

  caughtUp(count) {
    this.#status.dataset.caughtUp = count;
    const how = this.#status.dataset.resumed === 'true' ? 'Resumed' : 'Back';
    this.#say(`${how}, ${caughtUpWords(count)}`);
  }

  position(position) {
    document.getElementById('fact-position').textContent = position;
  }

  /** A fault that belongs to no message, in words. */
  fault(words) {
    this.#explain(words);
  }

  #showConnected({ resumed, node, session }) {
    if (resumed) this.#resumes++;
    Object.assign(this.#status.dataset, { node, session, resumed, resumes: this.#resumes });
    this.#say(resumed ? `Resumed on ${node}` : `Connected to ${node}`);
    this.#explain('');
    document.getElementById('fact-node').textContent = node;
    document.getElementById('fact-session').textContent = session;
    document.getElementById('fact-session').title = session;
    document.getElementById('fact-resumes').textContent =
      this.#resumes ? times(this.#resumes) : 'never';
  }

  #say(words) {
    this.#text.textContent = words;
  }

  /** Ticks outside the live region, so that nobody is read a number every second. */
  #count(words, untilMs) {
    const tick = () => {
      this.#countdown.textContent = `${words} ${seconds(untilMs - Date.now())}`;
    };
    tick();
    this.#ticker = setInterval(tick, 250);
  }

  #explain(words, action) {
    this.#notice.hidden = !words;
    this.#noticeText.textContent = words && sentence(words);
    this.#reconnect.hidden = !action;
    this.#reconnect.textContent = action ?? '';
  }
}

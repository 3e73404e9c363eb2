/** Who this tab is: a name, and the token for it. Both live as long as the tab. */

const NAME = 'heliograph.name';
const TOKEN = 'heliograph.token';
const MOODS = [
  'amber', 'brisk', 'calm', 'clear', 'early', 'gentle', 'golden', 'keen', 'lucky', 'mellow',
  'merry', 'quick', 'quiet', 'rosy', 'silver', 'sunny', 'swift', 'tidy', 'warm', 'witty',
];
const ANIMALS = [
  'badger', 'curlew', 'dormouse', 'egret', 'finch', 'gecko', 'heron', 'ibis', 'jackdaw', 'lark',
  'marmot', 'newt', 'otter', 'plover', 'robin', 'stoat', 'swallow', 'tern', 'vole', 'wren',
];

const pick = (words) => words[Math.floor(Math.random() * words.length)];

/** This tab's name; two friendly words until the user chooses another. */
export function currentName() {
  let name = sessionStorage.getItem(NAME);
  if (!name) {
    name = `${pick(MOODS)}-${pick(ANIMALS)}`;
    sessionStorage.setItem(NAME, name);
  }
  return name;
}

export function rename(name) {
  sessionStorage.setItem(NAME, name);
}

export function pasteToken(token) {
  sessionStorage.setItem(TOKEN, token.trim());
}

/**
 * A source of tokens for the client: the pasted one until the node refuses it, else what the node
 * mints in development mode, else null: the user has to paste one.
 */
export function tokenSource(name) {
  return async ({ reason }) => {
    const pasted = sessionStorage.getItem(TOKEN);
    if (pasted && reason !== 'refused' && reason !== 'expired') return { token: pasted };
    const answer = await fetch('/dev/token', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ sub: name }),
    }).catch(() => null);
    if (!answer) throw new Error('the node cannot be reached');
    if (answer.ok) return answer.json();
    sessionStorage.removeItem(TOKEN);
    if (answer.status === 404) return null;
    const problem = await answer.json().catch(() => ({}));
    throw new Error(problem.message ?? `the node minted no token (${answer.status})`);
  };
}

import { HeliographClient } from './client.js';
import { currentName, pasteToken, rename, tokenSource } from './identity.js';
import { LogView } from './log-view.js';
import { PeopleView } from './people-view.js';
import { StatusView, caughtUpWords } from './status-view.js';
import { randomKey } from './wire.js';

/** The start page: one client, one room, and the views that show them. */

const HISTORY = 50;
const DROP_MS = 8_000;

const $ = (id) => document.getElementById(id);
const log = new LogView();
const status = new StatusView();
const people = new PeopleView(askPresence);

let client = null;
let user = null;
let room = null;
/**
 * The line that marks where the connection was lost: {update, atMs, back}, `back` being what it says
 * since there is a connection again; null once all that was missed has come in.
 */
let absence = null;
let unread = 0;

function roomInAddress() {
  try {
    return decodeURIComponent(location.hash.slice(1)).trim() || 'lobby';
  } catch {
    return 'lobby';
  }
}

/** A new client, for a new name or token: a session belongs to one user. */
function start() {
  client?.close();
  absence = null;
  user = currentName();
  $('name').value = user;
  const fresh = new HeliographClient({ url: '/ws', token: tokenSource(user) });
  client = fresh;
  const on = (type, handle) =>
    fresh.addEventListener(type, ({ detail }) => client === fresh && handle(detail));
  on('state', onState);
  on('message', onMessage);
  on('caughtup', onCaughtUp);
  on('lost', () => log.addEvent('lost', 'Older messages are no longer kept'));
  on('presence', () => people.refreshSoon());
  on('fault', ({ message }) => status.fault(message));
  enterRoom();
  fresh.connect();
}

async function enterRoom() {
  const [target, own] = [roomInAddress(), client];
  room = target;
  absence = null;
  $('room').value = room;
  $('second-tab').href = location.href;
  $('text').placeholder = `Message #${room}`;
  showTitle();
  if (own.state === 'connected') status.fault('');
  log.clear();
  log.setBusy(true);
  const left = () => room !== target || client !== own;
  try {
    await join(own, target);
  } catch (error) {
    if (left()) return;
    $('send').disabled = true;
    status.fault(`#${target} cannot be joined: ${error.message}`);
    return;
  }
  if (left()) return;
  $('send').disabled = false;
  people.refresh();
  // What the history holds follows the reply; it is read out no more than what comes later is.
  setTimeout(() => left() || log.setBusy(false), 150);
}

/** With its history, or without where the token has no right to that. */
function join(own, target) {
  return own.join(target, { ack: true, history: HISTORY }).catch((error) => {
    if (error.code !== 'forbidden') throw error;
    return own.join(target, { ack: true });
  });
}

function onState(detail) {
  status.show(detail);
  if (detail.state === 'connected') {
    user = detail.user;
    $('name').value = user;
    people.refreshSoon();
    if (absence) onBack(detail.resumed);
  } else if (detail.state === 'waiting' && (!absence || absence.back)) {
    absence = { update: log.addEvent('dropped', 'Connection lost'), atMs: Date.now() };
  }
}

function onCaughtUp({ room: where, count }) {
  if (where !== room) return;
  status.caughtUp(count);
  absence?.update('back', `${absence.back}, ${caughtUpWords(count)}`);
  absence = null;
  if (count > 0) done('try-drop');
}

function onBack(resumed) {
  const awaySeconds = Math.round((Date.now() - absence.atMs) / 1000);
  absence.back = `${resumed ? 'Resumed' : 'Back in a new session'} after ${awaySeconds} s`;
  absence.update('back', absence.back);
}

function onMessage(message) {
  if (message.room !== room) return;
  const own = message.from === user;
  log.addMessage(message, own);
  if (message.position !== undefined) status.position(message.position);
  flash();
  if (!log.isBusy) done(own ? 'try-say' : 'try-two');
  if (document.hidden && !own) unread++;
  showTitle();
}

async function publish(text) {
  const key = randomKey();
  log.addPending(key, user, text);
  try {
    await client.publish(room, { text }, { key });
  } catch (error) {
    log.failPending(key, error.message);
  }
}

async function askPresence() {
  const where = room;
  if (client?.state !== 'connected') return null;
  const reply = await client.presence(where).catch(() => null);
  return reply && where === room ? { ...reply, self: user } : null;
}

function done(step) {
  $(step).classList.add('done');
}

/** The sun in the corner answers each message, as a heliograph would. */
function flash() {
  $('sun').classList.remove('flash');
  requestAnimationFrame(() => $('sun').classList.add('flash'));
}

function showTitle() {
  document.title = `${unread ? `(${unread}) ` : ''}#${room} · Heliograph`;
}

function showSide(open) {
  $('side').classList.toggle('open', open);
  $('people-toggle').setAttribute('aria-expanded', String(open));
}

function onSubmit(id, handle) {
  $(id).addEventListener('submit', (event) => {
    event.preventDefault();
    handle();
  });
}

onSubmit('composer', () => {
  const text = $('text').value.trim();
  if (text && !$('send').disabled) {
    $('text').value = '';
    publish(text);
  }
  $('text').focus();
});
$('text').addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  $('composer').requestSubmit();
});

onSubmit('room-form', () => {
  location.hash = encodeURIComponent($('room').value.trim().replace(/^#/, ''));
  $('text').focus();
});
$('room').addEventListener('blur', () => ($('room').value = room));
addEventListener('hashchange', () => {
  if (room === roomInAddress()) return;
  client.leave(room).catch(() => {});
  enterRoom();
});

onSubmit('name-form', () => $('name').blur());
$('name').addEventListener('blur', () => {
  const name = $('name').value.trim();
  if (!name || name === user) {
    $('name').value = user;
    return;
  }
  rename(name);
  start();
});

onSubmit('token-form', () => {
  pasteToken($('token').value);
  $('token').value = '';
  client.connect();
});

$('drop').addEventListener('click', () => {
  client.drop(DROP_MS);
  showSide(false);
});
$('reconnect').addEventListener('click', () => client.connect());
$('people-toggle').addEventListener('click', () => showSide(!$('side').classList.contains('open')));
addEventListener('keydown', (event) => event.key === 'Escape' && showSide(false));

addEventListener('online', () => client.wake());
document.addEventListener('visibilitychange', () => {
  if (document.hidden) return;
  unread = 0;
  showTitle();
  client.wake();
  people.refresh();
});

start();

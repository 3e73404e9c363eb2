// Talks to an echo with npm's ws as the client, in the manner of Autobahn's groups 12 and 13, which
// are about RFC 7692: each set of offered parameters, each size, whole and in fragments, text and
// binary. Prints a line for each set: its name, what was agreed to, "ok" or what went wrong.
//
// arguments: URL
'use strict';
const WebSocket = require('ws');
const assert = require('node:assert');

const url = process.argv[2];
const SIZES = [0, 1, 16, 64, 256, 1024, 4096, 8192, 16384, 32768, 65536, 131072];
const FRAGMENTS = [256, 1024, 4096, 32768];
const MESSAGES = { small: 30, large: 4 };

const SETS = {
  'no parameters': {},
  'off': false,
  'client_no_context_takeover': { clientNoContextTakeover: true },
  'server_no_context_takeover': { serverNoContextTakeover: true },
  'both no_context_takeover': { clientNoContextTakeover: true, serverNoContextTakeover: true },
  'client_max_window_bits=15': { clientMaxWindowBits: 15 },
  'client_max_window_bits=9': { clientMaxWindowBits: 9 },
  'server_max_window_bits=15': { serverMaxWindowBits: 15 },
  'server_max_window_bits=12': { serverMaxWindowBits: 12 },
  'server_max_window_bits=9': { serverMaxWindowBits: 9 },
  'server_max_window_bits=8': { serverMaxWindowBits: 8 },
  'all of them, 9': {
    clientNoContextTakeover: true,
    serverNoContextTakeover: true,
    clientMaxWindowBits: 9,
    serverMaxWindowBits: 9,
  },
  'all of them, 15': {
    clientNoContextTakeover: true,
    serverNoContextTakeover: true,
    clientMaxWindowBits: 15,
    serverMaxWindowBits: 15,
  },
};

let seed = 1;
function random(below) {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
}

// Words of many scripts; of exactly so many bytes.
function text(size) {
  const words = ['heliograph', '"room":', '{"n":1}', 'Καλημέρα', '光', '🙂', ' ', '\n'];
  const parts = [];
  for (let bytes = 0; bytes < size; ) {
    const part = words[random(words.length)] + random(1000);
    parts.push(part);
    bytes += Buffer.byteLength(part);
  }
  const bytes = Buffer.from(parts.join('')).subarray(0, size).toString().replace(/\ufffd+$/, '');
  return Buffer.from(bytes + '.'.repeat(size - Buffer.byteLength(bytes)));
}

function noise(size) {
  const bytes = Buffer.alloc(size);
  for (let i = 0; i < size; i++) bytes[i] = random(256);
  return bytes;
}

function open(perMessageDeflate) {
  return new Promise((resolve, reject) => {
    let agreed;
    const options = perMessageDeflate && { threshold: 0, ...perMessageDeflate };
    const socket = new WebSocket(url, { perMessageDeflate: options, maxPayload: 1 << 24 });
    socket.once('upgrade', (response) => {
      agreed = response.headers['sec-websocket-extensions'] || 'nothing';
    });
    socket.once('open', () => resolve({ socket, agreed }));
    socket.once('error', reject);
  });
}

function send(socket, message, binary, fragment) {
  if (!fragment || fragment >= message.length) {
    socket.send(message, { binary });
    return;
  }
  for (let at = 0; at < message.length; at += fragment) {
    const fin = at + fragment >= message.length;
    socket.send(message.subarray(at, at + fragment), { binary, fin });
    // A control frame between the fragments, now and then.
    if (!fin && random(16) === 0) socket.ping(Buffer.from([at & 0xff]));
  }
}

// Sends some messages at once, and takes their echoes in order.
function exchange(socket, messages, binary, fragment) {
  return new Promise((resolve, reject) => {
    let next = 0;
    const done = (result, value) => {
      socket.off('message', onMessage);
      socket.off('close', onClose);
      result(value);
    };
    const onClose = (code) => done(reject, new Error(`closed with ${code}`));
    const onMessage = (data, isBinary) => {
      try {
        assert.strictEqual(isBinary, binary);
        assert.ok(data.equals(messages[next]), `message ${next} came back changed`);
      } catch (e) {
        done(reject, e);
      }
      if (++next === messages.length) done(resolve);
    };
    socket.on('message', onMessage);
    socket.on('close', onClose);
    for (const message of messages) send(socket, message, binary, fragment);
  });
}

function close(socket) {
  return new Promise((resolve, reject) => {
    socket.once('close', (code) =>
      code === 1000 ? resolve() : reject(new Error(`closed with ${code}`)));
    socket.close(1000, 'done');
  });
}

async function run(parameters) {
  const { socket, agreed } = await open(parameters);
  for (const size of SIZES) {
    const count = size > 16384 ? MESSAGES.large : MESSAGES.small;
    for (const [binary, make] of [[false, text], [true, text], [true, noise]]) {
      await exchange(socket, Array.from({ length: count }, () => make(size)), binary, 0);
    }
  }
  for (const fragment of FRAGMENTS) {
    await exchange(socket, Array.from({ length: MESSAGES.large }, () => text(131072)), false, fragment);
  }
  // Whether answers were compressed shows in what came over the wire.
  const before = socket._socket.bytesRead;
  await exchange(socket, [Buffer.alloc(2048, 'x')], false, 0);
  const answer = socket._socket.bytesRead - before < 1024 ? 'compressed' : 'plain';
  await close(socket);
  return `${agreed} | answers ${answer}`;
}

(async () => {
  for (const [name, parameters] of Object.entries(SETS)) {
    let agreed = '';
    let verdict = 'ok';
    try {
      agreed = await run(parameters);
    } catch (e) {
      verdict = String(e.message).split('\n')[0];
    }
    console.log(`${name} | ${agreed} | ${verdict}`);
  }
})();

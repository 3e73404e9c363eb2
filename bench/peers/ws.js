// Rooms on npm `ws`, the way its README broadcasts: one buffer, client.send for each member.
// A client's first message names its room; what it sends then goes to the room, itself included.
// COMPRESS=1: permessage-deflate from 1 KB on. REDIS=uri: rooms reach over processes, by pub/sub.
'use strict';
const { WebSocketServer, WebSocket } = require('ws');

const rooms = new Map();

function deliver(room, data) {
  for (const member of rooms.get(room) ?? []) {
    if (member.readyState === WebSocket.OPEN) member.send(data, { binary: false });
  }
}

async function redisBus(url) {
  const { createClient, RESP_TYPES } = require('redis');
  const publisher = createClient({ url });
  // Payloads as buffers: they are sent on as they are.
  const subscriber = createClient({ url }).withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
  for (const client of [publisher, subscriber]) client.on('error', console.error);
  await Promise.all([publisher.connect(), subscriber.connect()]);
  return {
    opened: (room) => subscriber.subscribe(room, (data) => deliver(room, data), true),
    closed: (room) => subscriber.unsubscribe(room),
    publish: (room, data) => publisher.publish(room, data),
  };
}

const local = { opened: async () => {}, closed: () => {}, publish: deliver };

async function join(client, room, bus) {
  client.room = room;
  let members = rooms.get(room);
  if (members === undefined) {
    members = new Set();
    members.open = bus.opened(room);
    rooms.set(room, members);
  }
  members.add(client);
  await members.open;
  client.send('joined');
}

function leave(client, bus) {
  const members = rooms.get(client.room);
  if (members !== undefined && members.delete(client) && members.size === 0) {
    rooms.delete(client.room);
    bus.closed(client.room);
  }
}

async function main() {
  const bus = process.env.REDIS ? await redisBus(process.env.REDIS) : local;
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: 0,
    backlog: 4096,
    perMessageDeflate: process.env.COMPRESS ? { threshold: 1024 } : false,
  });
  server.on('connection', (client) => {
    client.on('error', () => {});
    client.on('close', () => leave(client, bus));
    client.on('message', (data) => {
      if (client.room === undefined) join(client, data.toString(), bus);
      else bus.publish(client.room, data);
    });
  });
  server.on('listening', () => console.log(`ready ${server.address().port}`));
}

process.stdin.resume().on('end', () => process.exit());
main();

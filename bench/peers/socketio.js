// Rooms on Socket.IO, tuned as its pages tell: WebSocket only, bufferutil, the first request let go.
// COMPRESS=1: permessage-deflate from 1 KB on. REDIS=uri: its Redis adapter.
'use strict';
const http = require('http');
const { Server } = require('socket.io');

async function adapter(url) {
  const { createClient } = require('redis');
  const { createAdapter } = require('@socket.io/redis-adapter');
  const publisher = createClient({ url });
  const subscriber = publisher.duplicate();
  for (const client of [publisher, subscriber]) client.on('error', console.error);
  await Promise.all([publisher.connect(), subscriber.connect()]);
  return createAdapter(publisher, subscriber);
}

async function main() {
  const web = http.createServer();
  const io = new Server(web, {
    transports: ['websocket'],
    serveClient: false,
    perMessageDeflate: process.env.COMPRESS ? { threshold: 1024 } : false,
  });
  if (process.env.REDIS) io.adapter(await adapter(process.env.REDIS));
  io.engine.on('connection', (raw) => {
    raw.request = null;
  });
  io.on('connection', (socket) => {
    socket.on('join', async (room, done) => {
      socket.data.room = room;
      await socket.join(room);
      done();
    });
    socket.on('m', (data) => io.to(socket.data.room).emit('m', data));
  });
  web.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, () =>
    console.log(`ready ${web.address().port}`),
  );
}

process.stdin.resume().on('end', () => process.exit());
main();

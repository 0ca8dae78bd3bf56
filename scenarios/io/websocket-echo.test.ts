/** What tasks in flight cost the client, and what they learn when a server goes. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { EchoConnection } from './websocket-echo.ts';

const MANY = 50;

let server: WebSocketServer;
let socket: WebSocket;
beforeEach(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterEach(() => {
  socket.terminate();
  server.close();
});

const askMany = (connection: EchoConnection): Promise<string>[] =>
  Array.from({ length: MANY }, (_, index) => connection.ask(`${index}`, 'the same text'));

test('everybody gets the echo of the own message, in whatever order they come, by one listener', async () => {
  server.on('connection', (peer) => {
    const heard: string[] = [];
    peer.on('message', (data) => {
      heard.push(data.toString());
      if (heard.length === MANY) for (const text of heard.reverse()) peer.send(text);
    });
  });
  await once(socket, 'open');
  const connection = new EchoConnection(socket);
  const counts = [socket.listenerCount('message'), socket.listenerCount('close')];
  const asking = askMany(connection);
  expect([socket.listenerCount('message'), socket.listenerCount('close')]).toEqual(counts);
  expect(await Promise.all(asking)).toEqual(
    Array.from({ length: MANY }, (_, index) => `${index} the same text`),
  );
});

test('a connection that closes fails all who wait, and all who come after', async () => {
  server.on('connection', (peer) => peer.on('message', () => peer.terminate()));
  await once(socket, 'open');
  const connection = new EchoConnection(socket);
  const outcomes = await Promise.allSettled(askMany(connection));
  expect(outcomes.map(({ status }) => status)).toEqual(Array.from({ length: MANY }, () => 'rejected'));
  await expect(connection.ask('late', 'text')).rejects.toThrow('closed the connection');
});

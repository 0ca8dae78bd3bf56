/** A WebSocket server that sends back what it gets: what a chat or a dashboard keeps open. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { ServiceModule } from '../../harness/scenario.ts';

/** Listens on a free port of 127.0.0.1; every message comes back to its sender. */
const echoServer: ServiceModule = {
  async start() {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
    server.on('connection', (socket) => {
      socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
      socket.on('error', () => {});
    });
    await once(server, 'listening');
    const { address, port } = server.address() as AddressInfo;
    return {
      address: { url: `ws://${address}:${port}` },
      stop: async () => {
        for (const socket of server.clients) socket.terminate();
        server.close();
      },
    };
  },
};

export default echoServer;

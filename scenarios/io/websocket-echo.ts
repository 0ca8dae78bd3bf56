import { once } from 'node:events';
import type { WebSocket } from 'ws';
import { defineScenario, type ScenarioEnv } from '../../harness/scenario.ts';
import { echoServer } from '../services/refs.ts';

interface Params {
  readonly sockets: number;
  readonly bytes: number;
}

interface Context {
  readonly connections: readonly EchoConnection[];
}

/**
 * One socket and who waits at it, by the mark that a message begins with. One listener for all of them: one for each would read every
 * echo of the others as well, so that a model with more tasks in flight on a socket had more work to do.
 */
export class EchoConnection {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<string, { resolve: (echo: string) => void; reject: (error: Error) => void }>();

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => {
      const echo = data.toString();
      const mark = echo.slice(0, echo.indexOf(' '));
      this.#waiting.get(mark)?.resolve(echo);
      this.#waiting.delete(mark);
    });
    socket.on('close', () => {
      for (const { reject } of this.#waiting.values()) reject(closed());
      this.#waiting.clear();
    });
  }

  ask(mark: string, text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      if (this.#socket.readyState !== this.#socket.OPEN) {
        reject(closed()); // ws drops what is sent then, and says nothing
        return;
      }
      this.#waiting.set(mark, { resolve, reject });
      this.#socket.send(`${mark} ${text}`);
    });
  }

  terminate(): void {
    this.#socket.terminate();
  }
}

const closed = (): Error => new Error('The echo server closed the connection.');

async function connect(url: string): Promise<EchoConnection> {
  const { WebSocket } = await import('ws'); // loaded where it is used
  const socket = new WebSocket(url, { perMessageDeflate: false });
  socket.on('error', () => {}); // told by what waits for an answer
  await once(socket, 'open');
  return new EchoConnection(socket);
}

let asked = 0;

/** One message over each of the connections that stay open, and their echoes. */
async function broadcast(text: string, { connections }: Context): Promise<number> {
  const mark = String(asked++); // tasks in flight at the same time send the same texts
  const echoes = await Promise.all(connections.map((connection) => connection.ask(mark, text)));
  return echoes.reduce((sum, echo) => sum + echo.length - mark.length - 1, 0);
}

/** Connections that live for long and carry little: what a chat, a game or a dashboard does. */
export default defineScenario({
  id: 'io/websocket-echo',
  kind: 'io',
  summary: 'Sends a message over each of so many open WebSockets and waits for all the echoes.',
  lesson: 'One event loop holds many connections; every worker or process needs connections of its own.',
  metrics: [{ id: 'cpu-per-task', unit: 'ms', better: 'lower' }],
  params: { sockets: [16], bytes: [256] },
  services: [echoServer],
  inputs: ({ bytes }: Params, random, count): string[] =>
    Array.from({ length: count }, () => String(random.integer(1e9)).padEnd(bytes + random.integer(32), '.')),
  open: async ({ params, services }: ScenarioEnv<Params>): Promise<Context> => {
    const url = String(services[echoServer.id]?.url);
    return { connections: await Promise.all(Array.from({ length: params.sockets }, () => connect(url))) };
  },
  close: ({ connections }: Context) => {
    for (const connection of connections) connection.terminate();
  },
  run: broadcast,
});

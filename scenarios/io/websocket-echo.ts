import { once } from 'node:events';
import type { RawData, WebSocket } from 'ws';
import { defineScenario, type ScenarioEnv } from '../../harness/scenario.ts';
import { echoServer } from '../services/refs.ts';

interface Params {
  readonly sockets: number;
  readonly bytes: number;
}

interface Context {
  readonly sockets: readonly WebSocket[];
}

async function connect(url: string): Promise<WebSocket> {
  const { WebSocket } = await import('ws'); // loaded where it is used
  const socket = new WebSocket(url, { perMessageDeflate: false });
  socket.on('error', () => {}); // told by what waits for an answer
  await once(socket, 'open');
  return socket;
}

/** Answers come back in the order of the questions, so that the number says which is whose. */
function ask(socket: WebSocket, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void): void => {
      socket.off('message', onMessage);
      socket.off('close', onClose);
      settle();
    };
    const onMessage = (data: RawData): void => {
      const answer = data.toString();
      if (answer === text) finish(() => resolve(answer));
    };
    const onClose = (): void => finish(() => reject(new Error('The echo server closed the connection.')));
    socket.on('message', onMessage);
    socket.on('close', onClose);
    socket.send(text);
  });
}

let asked = 0;

/** One message over each of the connections that stay open, and their echoes. */
async function broadcast(text: string, { sockets }: Context): Promise<number> {
  const mark = `${asked++} `; // tasks in flight at the same time send the same texts
  const answers = await Promise.all(sockets.map((socket) => ask(socket, mark + text)));
  return answers.reduce((sum, answer) => sum + answer.length - mark.length, 0);
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
    return { sockets: await Promise.all(Array.from({ length: params.sockets }, () => connect(url))) };
  },
  close: ({ sockets }: Context) => {
    for (const socket of sockets) socket.terminate();
  },
  run: broadcast,
});

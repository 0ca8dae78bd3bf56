import { Agent, get } from 'node:http';
import { defineScenario, type ScenarioEnv } from '../../harness/scenario.ts';
import { parseDocument } from '../json-client.ts';
import { delayServer } from '../services/refs.ts';

interface Params {
  readonly slowShare: number;
  readonly timeoutMs: number;
}

interface Request {
  readonly id: number;
  /** What this answer takes: the service is not slow by chance, so that everybody waits for the same ones. */
  readonly delayMs: number;
}

interface Context {
  readonly agent: Agent;
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
}

const documentCount = 256;
const usualMs = 2;
const slowMs = 200;
/** As a client that is careful would have: here it shows whether what nobody waits for gives its connection back. */
const connections = 8;

const fallback = (id: number): string => `document ${id}`;

function ask(
  { id, delayMs }: Request,
  { agent, host, port }: Context,
  signal?: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const path = `/json?delayMs=${delayMs}&id=${id}&rows=1`;
    const request = get({ agent, host, port, path, ...(signal ? { signal } : {}) }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', reject);
      response.on('end', () => resolve(parseDocument(text).title));
    });
    request.on('error', reject);
  });
}

/** The request itself is ended: its connection is closed, and its place is free. */
async function cancel(request: Request, context: Context): Promise<string> {
  const signal = AbortSignal.timeout(context.timeoutMs);
  try {
    return await ask(request, context, signal);
  } catch (error) {
    if (signal.aborted) return fallback(request.id);
    throw error;
  }
}

/** Only the waiting ends: the request goes on, and so does what it holds. */
async function stopWaiting(request: Request, context: Context): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(fallback(request.id)), context.timeoutMs);
  });
  const answer = ask(request, context);
  answer.catch(() => {}); // nobody may be waiting for it any more
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

const wait = (request: Request, context: Context): Promise<string> => ask(request, context);

/**
 * A service of which some answers come late, and a caller that falls back to what it knows. All ways end with the same title:
 * what differs is what the late ones hold on to meanwhile.
 */
export default defineScenario({
  id: 'patterns/timeout',
  kind: 'io',
  summary:
    'Asks over 8 connections a service of which slowShare takes 200 ms: with a timeout that cancels, that only stops waiting, or none.',
  lesson:
    'A timeout that does not cancel leaves its connection taken: the next callers wait for what nobody wants.',
  metrics: [{ id: 'longest-task', unit: 'ms', better: 'lower' }],
  params: { slowShare: [0.1, 0, 0.3], timeoutMs: [20] },
  services: [delayServer],
  inputs: ({ slowShare }: Params, random, count): Request[] => {
    const slowCount = Math.round(slowShare * count);
    return random.shuffle(
      Array.from({ length: count }, (_, place) => ({
        id: random.integer(documentCount),
        delayMs: place < slowCount ? slowMs : usualMs,
      })),
    );
  },
  open: ({ params, services }: ScenarioEnv<Params>): Context => ({
    agent: new Agent({ keepAlive: true, maxSockets: connections, maxFreeSockets: connections }),
    host: String(services[delayServer.id]?.host),
    port: Number(services[delayServer.id]?.port),
    timeoutMs: params.timeoutMs,
  }),
  close: ({ agent }: Context) => agent.destroy(),
  run: cancel,
  variants: { 'stop-waiting': stopWaiting, 'no-timeout': wait },
});

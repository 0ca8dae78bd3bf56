import { Agent, type ClientRequest, get } from 'node:http';
import { defineScenario, type ScenarioEnv } from '../../harness/scenario.ts';
import { assertShare, spreadEvenly } from '../even-spread.ts';
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
const slowMs = 80;
/** Of each executor, as a client that is careful would have: here it shows whether what nobody waits for gives its connection back. */
const connections = 8;
/** So many that 4 of them are slow at 0.1; each is carried out once before the warm-up, the slow ones for 80 ms. */
const inputCount = 40;

/** Of a fallback the title is what the answer would have said, so that all do the same work; that it is one may depend on the load. */
interface Outcome {
  readonly title: string;
  readonly isFallback: boolean;
}

const fallback = (id: number): Outcome => ({ title: `document ${id}`, isFallback: true });

interface Asked {
  readonly answer: Promise<Outcome>;
  readonly request: ClientRequest;
}

function ask({ id, delayMs }: Request, { agent, host, port }: Context, signal?: AbortSignal): Asked {
  let request: ClientRequest | undefined;
  const answer = new Promise<Outcome>((resolve, reject) => {
    const path = `/json?delayMs=${delayMs}&id=${id}&rows=1`;
    request = get({ agent, host, port, path, ...(signal ? { signal } : {}) }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', reject);
      response.on('end', () => resolve({ title: parseDocument(text).title, isFallback: false }));
    });
    request.on('error', reject);
  });
  return { answer, request: request! };
}

/** The request itself is ended: its connection is closed, and its place is free. */
async function cancel(request: Request, context: Context): Promise<Outcome> {
  const signal = AbortSignal.timeout(context.timeoutMs);
  try {
    return await ask(request, context, signal).answer;
  } catch (error) {
    if (signal.aborted) return fallback(request.id);
    throw error;
  }
}

/**
 * Only the waiting ends: the request goes on, and so does what it holds. One that still waits for a connection gives up its place in
 * that line, as pools do: else the line would grow for as long as there is load, and be worked off while the process should sleep.
 */
async function stopWaiting(asked: Request, context: Context): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined;
  const { answer, request } = ask(asked, context);
  const late = new Promise<Outcome>((resolve) => {
    timer = setTimeout(() => {
      if (request.socket === null) request.destroy();
      resolve(fallback(asked.id));
    }, context.timeoutMs);
  });
  answer.catch(() => {}); // nobody may be waiting for it any more
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

const wait = (request: Request, context: Context): Promise<Outcome> => ask(request, context).answer;

/**
 * A service of which some answers come late, and a caller that falls back to what it knows. All ways end with the same title:
 * what differs is how many are answers (goodput), and what the late ones hold on to meanwhile. Connections are of an executor, as pools
 * are: with two of them there are twice as many, and it takes longer until all are taken.
 */
export default defineScenario({
  id: 'patterns/timeout',
  kind: 'io',
  summary:
    'Asks over 8 connections an executor a service of which slowShare takes 80 ms: a timeout that cancels, one that stops waiting, or none.',
  lesson:
    'A timeout that does not cancel leaves its connection taken: the next callers wait for what nobody wants.',
  metrics: [
    { id: 'goodput', unit: 'tasks/s', better: 'higher' },
    { id: 'longest-task', unit: 'ms', better: 'lower' },
  ],
  // Without a timeout tasks are longer than a slice.
  window: 'contiguous',
  params: { slowShare: [0.1, 0, 0.3], timeoutMs: [20] },
  services: [delayServer],
  inputCount,
  inputs: ({ slowShare }: Params, random, count): Request[] =>
    spreadEvenly(count, random).map((place) => ({
      id: random.integer(documentCount),
      delayMs: place < slowShare ? slowMs : usualMs,
    })),
  open: ({ params, services }: ScenarioEnv<Params>): Context => {
    assertShare('slowShare', params.slowShare, inputCount);
    return {
      agent: new Agent({ keepAlive: true, maxSockets: connections, maxFreeSockets: connections }),
      host: String(services[delayServer.id]?.host),
      port: Number(services[delayServer.id]?.port),
      timeoutMs: params.timeoutMs,
    };
  },
  close: ({ agent }: Context) => agent.destroy(),
  run: cancel,
  digest: ({ title }: Outcome) => title,
  isGood: ({ isFallback }: Outcome) => !isFallback,
  variants: { 'stop-waiting': stopWaiting, 'no-timeout': wait },
});

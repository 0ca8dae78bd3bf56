import { get, Agent as HttpAgent } from 'node:http';
import type { Agent, Dispatcher, Pool } from 'undici';
import { defineScenario, type ScenarioEnv } from '../../harness/scenario.ts';
import { parseDocument } from '../json-client.ts';
import { Gate } from '../services/gate.ts';
import { delayServer } from '../services/refs.ts';

interface Params {
  readonly connections: number;
  readonly delayMs: number;
}

interface Request {
  readonly id: number;
}

type Undici = typeof import('undici');

/** All of them stand ready; those that a variant does not use open no connection. */
interface Context {
  readonly origin: string;
  readonly delayMs: number;
  readonly undici: Undici;
  readonly fetchAgent: Agent;
  /** For what has no connections to share, and would have as many as there are tasks. */
  readonly gate: Gate;
  readonly pool: Pool;
  readonly keepAlive: HttpAgent;
  readonly closing: HttpAgent;
}

const documentCount = 256;
const rowCount = 3;
/** Longer than any run: a process that sleeps while others are measured must find its connections open. */
const keepAliveMs = 24 * 60 * 60 * 1000;

const pathOf = ({ id }: Request, { delayMs }: Context): string =>
  `/json?delayMs=${delayMs}&id=${id}&rows=${rowCount}`;

/**
 * As the package undici has it. The global one is the same code in whatever version Node.js brings: how many connections it has and how
 * long it keeps them can only be said by a dispatcher, and for one of another version nothing is promised.
 */
async function byFetch(request: Request, context: Context): Promise<string> {
  const { origin, undici, fetchAgent } = context;
  const response = await undici.fetch(origin + pathOf(request, context), { dispatcher: fetchAgent });
  if (!response.ok) throw new Error(`The delay server answered ${response.status}.`);
  return parseDocument(await response.text()).title;
}

async function byDispatcher(dispatcher: Dispatcher, path: string): Promise<string> {
  const { statusCode, body } = await dispatcher.request({ method: 'GET', path });
  if (statusCode !== 200) throw new Error(`The delay server answered ${statusCode}.`);
  return parseDocument(await body.text()).title;
}

const byPool = (request: Request, context: Context): Promise<string> =>
  byDispatcher(context.pool, pathOf(request, context));

async function byClientPerRequest(request: Request, context: Context): Promise<string> {
  const { undici, origin, gate } = context;
  let leave = (): void => {};
  await new Promise<void>((begin) => {
    leave = gate.enter(begin);
  });
  try {
    const client = new undici.Client(origin);
    try {
      return await byDispatcher(client, pathOf(request, context));
    } finally {
      await client.close();
    }
  } finally {
    leave();
  }
}

function byAgent(agent: HttpAgent, url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) resolve(parseDocument(text).title);
        else reject(new Error(`The delay server answered ${response.statusCode}.`));
      });
    }).on('error', reject);
  });
}

/** The same request by the clients that people use, over connections that are kept or thrown away, at most `connections` at a time in each executor. */
export default defineScenario({
  id: 'io/http-client',
  kind: 'io',
  summary:
    'One small JSON answer over HTTP: undici fetch, undici Pool, node:http with keep-alive or without, a client a request.',
  lesson:
    'Keep connections and reuse the client; fetch (here undici’s) is the most convenient and costs the most CPU a request.',
  metrics: [{ id: 'cpu-per-task', unit: 'ms', better: 'lower' }],
  params: { connections: [8, 2], delayMs: [1] },
  services: [delayServer],
  inputs: (_params: Params, random, count): Request[] =>
    Array.from({ length: count }, () => ({ id: random.integer(documentCount) })),
  open: async ({ params: { connections, delayMs }, services }: ScenarioEnv<Params>): Promise<Context> => {
    const undici = await import('undici'); // loaded where it is used
    const origin = String(services[delayServer.id]?.url);
    const kept = { connections, keepAliveTimeout: keepAliveMs, keepAliveMaxTimeout: keepAliveMs };
    return {
      origin,
      delayMs,
      undici,
      fetchAgent: new undici.Agent(kept),
      gate: new Gate(connections),
      pool: new undici.Pool(origin, kept),
      keepAlive: new HttpAgent({ keepAlive: true, maxSockets: connections, maxFreeSockets: connections }),
      closing: new HttpAgent({ keepAlive: false, maxSockets: connections }),
    };
  },
  close: async ({ fetchAgent, pool, keepAlive, closing }: Context) => {
    await Promise.all([fetchAgent.close(), pool.close()]);
    keepAlive.destroy();
    closing.destroy();
  },
  run: byFetch,
  variants: {
    'undici-pool': byPool,
    'node-http': (request, context) => byAgent(context.keepAlive, context.origin + pathOf(request, context)),
    'no-keep-alive': (request, context) =>
      byAgent(context.closing, context.origin + pathOf(request, context)),
    'client-per-request': byClientPerRequest,
  },
});

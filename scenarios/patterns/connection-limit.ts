import { defineScenario, type ScenarioEnv } from '../../harness/scenario.ts';
import { type DelayClient, openDelayClient, parseDocument } from '../json-client.ts';
import { delayServer } from '../services/refs.ts';

interface Params {
  readonly connections: number;
  readonly delayMs: number;
  /** How many the service serves at a time; 0: any number. */
  readonly serviceLimit: number;
}

interface Request {
  readonly id: number;
}

interface Context {
  readonly client: DelayClient;
  readonly delayMs: number;
  readonly serviceLimit: number;
}

const documentCount = 256;

/**
 * How many connections does a client need? By Little's law (1961) no more than throughput × time of an answer: with `connections`
 * below the tasks in flight of an executor, the rest queue in the client. The limit is each executor's own; that of the service
 * (`serviceLimit`) is one for all of them, and connections beyond it queue there.
 */
export default defineScenario({
  id: 'patterns/connection-limit',
  kind: 'io',
  summary: 'Asks a service that takes delayMs, over at most so many connections for each executor.',
  lesson:
    'Throughput is connections ÷ time of an answer, until the tasks in flight are fewer than the connections.',
  params: { connections: [8, 1, 2, 4, 16], delayMs: [10], serviceLimit: [0, 4] },
  services: [delayServer],
  inputs: (_params: Params, random, count): Request[] =>
    Array.from({ length: count }, () => ({ id: random.integer(documentCount) })),
  open: (env: ScenarioEnv<Params>): Context => ({
    client: openDelayClient(env, env.params.connections),
    delayMs: env.params.delayMs,
    serviceLimit: env.params.serviceLimit,
  }),
  close: ({ client }: Context) => client.close(),
  run: async ({ id }: Request, { client, delayMs, serviceLimit }: Context): Promise<string> =>
    parseDocument(await client.fetchText(id, 1, delayMs, serviceLimit)).title,
});

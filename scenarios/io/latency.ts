import { defineScenario, type ScenarioEnv } from '../../harness/scenario.ts';
import { type DelayClient, openDelayClient, parseDocument } from '../json-client.ts';
import { delayServer } from '../services/refs.ts';

interface Params {
  readonly delayMs: number;
}

interface Request {
  readonly id: number;
}

interface Summary {
  readonly title: string;
  readonly total: number;
}

interface Context {
  readonly client: DelayClient;
  readonly delayMs: number;
}

const rowCount = 3;
const documentCount = 256;

async function fetchOne({ id }: Request, { client, delayMs }: Context): Promise<Summary> {
  const { title, rows } = parseDocument(await client.fetchText(id, rowCount, delayMs));
  return { title, total: rows.reduce((sum, row) => sum + row.value, 0) };
}

/** Waiting and nothing else: one request a task. With `delayMs=0` it is what asking costs by itself. */
export default defineScenario({
  id: 'io/latency',
  kind: 'io',
  summary: 'Waits for one small JSON document from a server that takes delayMs to answer.',
  lesson:
    'Waiting needs no second core: one event loop waits for many answers, and a pool only adds the way to it.',
  params: { delayMs: [10, 0, 1, 3, 30, 100] },
  services: [delayServer],
  inputs: (_params: Params, random, count): Request[] => {
    const first = random.integer(documentCount);
    return Array.from({ length: count }, (_, index) => ({ id: (first + index) % documentCount }));
  },
  open: (env: ScenarioEnv<Params>): Context => ({
    client: openDelayClient(env),
    delayMs: env.params.delayMs,
  }),
  close: ({ client }: Context) => client.close(),
  run: fetchOne,
});

import { defineScenario, type ScenarioEnv } from '../../harness/scenario.ts';
import { type DelayClient, openDelayClient, parseDocument } from '../json-client.ts';
import { delayServer } from '../services/refs.ts';

interface Params {
  readonly fanOut: number;
  readonly delayMs: number;
}

/** The documents to ask for, all at once. */
interface Request {
  readonly ids: readonly number[];
}

interface Summary {
  readonly titles: readonly string[];
  readonly rows: number;
  readonly total: number;
}

interface Context {
  readonly client: DelayClient;
  readonly delayMs: number;
}

const rowCount = 3;
const documentCount = 256;

async function fanOut({ ids }: Request, { client, delayMs }: Context): Promise<Summary> {
  const texts = await Promise.all(ids.map((id) => client.fetchText(id, rowCount, delayMs)));
  const documents = texts.map(parseDocument);
  const rows = documents.flatMap((document) => document.rows);
  return {
    titles: documents.map((document) => document.title),
    rows: rows.length,
    total: rows.reduce((sum, row) => sum + row.value, 0),
  };
}

/** Waiting: the services answer after a fixed delay, the task itself computes next to nothing. */
export default defineScenario({
  id: 'io/http-fan-out',
  kind: 'io',
  summary:
    'Reads several small JSON documents at once over keep-alive HTTP from a server that takes a fixed time.',
  lesson:
    'One event loop waits for hundreds of answers as well as a pool does; a worker with one task at a time wastes itself.',
  params: { fanOut: [8, 1], delayMs: [10] },
  services: [delayServer],
  inputs: ({ fanOut }: Params, random, count): Request[] =>
    Array.from({ length: count }, () => ({
      ids: Array.from({ length: fanOut }, () => random.integer(documentCount)),
    })),
  open: (env: ScenarioEnv<Params>): Context => ({
    client: openDelayClient(env),
    delayMs: env.params.delayMs,
  }),
  close: ({ client }: Context) => client.close(),
  run: fanOut,
});

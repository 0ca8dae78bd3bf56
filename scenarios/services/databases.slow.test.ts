/** The real servers: they start, hold what scenarios ask for, and are gone afterwards with all that they wrote. */

import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ServiceRef } from '../../harness/scenario.ts';
import { type RunningServices, startServices } from '../../harness/services/start-services.ts';
import { median } from '../../harness/stats/describe.ts';
import { removeOrphanedFolders } from '../../harness/temp-folder.ts';
import { builtInScenarios } from '../index.ts';
import { whyLeftOut } from '../testable.ts';
import { mysql, postgres, redis } from './refs.ts';

const DEADLINE_MS = 30_000;

let temp: string;
beforeAll(async () => {
  temp = await mkdtemp(join(tmpdir(), 'crossover-databases-'));
  await chmod(temp, 0o755); // servers that refuse to run as root pass through it as somebody else
  vi.stubEnv('TMPDIR', temp);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(temp, { recursive: true, force: true });
});

const start = (ref: ServiceRef) => startServices([ref], { deadlineMs: DEADLINE_MS });

/** Whether somebody takes connections there. */
function answers(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** Outside CI a missing server leaves its tests out with a word; in CI nothing is left out. */
function isThere(scenarioId: string): boolean {
  const found = builtInScenarios.find(({ id }) => id === scenarioId);
  const obstacle = found === undefined ? 'there is no such scenario' : whyLeftOut(found);
  if (obstacle === null) return true;
  console.warn(`NOT TESTED: ${scenarioId}: ${obstacle}`);
  return false;
}

/** Queries of a quarter of a second, twice as many in flight as the pool has connections; how many were answered in a millisecond. */
async function poolThroughput(url: string, max: number): Promise<number> {
  const pool = new pg.Pool({ connectionString: url, max });
  const closed: Promise<unknown>[] = [];
  pool.on('connect', (client) => closed.push(once(client, 'end')));
  try {
    await Promise.all(Array.from({ length: max }, () => pool.query('SELECT pg_sleep(0.01)'))); // all are open
    const count = 8 * max;
    let left = count;
    const endsMs: number[] = [];
    const lane = async (): Promise<void> => {
      while (left-- > 0) {
        await pool.query('SELECT pg_sleep(0.25)');
        endsMs.push(performance.now());
      }
    };
    await Promise.all(Array.from({ length: 2 * max }, lane));
    // The middle one of all stretches of as many as there are connections: one pause of this machine does not move it.
    return max / median(endsMs.slice(max).map((endMs, index) => endMs - endsMs[index]!));
  } finally {
    await pool.end();
    await Promise.all(closed); // end() does not wait for it, and the server that is stopped next would tell them of it
  }
}

/** Pools of several sizes at the same time against Little's law, as ratios: what holds up this machine holds up all of them. */
async function checkPools(url: string): Promise<void> {
  const sizes = [1, 4, 8];
  const throughputs = await Promise.all(sizes.map((max) => poolThroughput(url, max)));
  for (const [index, max] of sizes.entries()) {
    expect(Math.abs(throughputs[index]! / throughputs[0]! / max - 1), `max ${max}`).toBeLessThan(0.03);
  }
}

/** One of the servers, and what guests leave in it. */
interface Database {
  readonly scenarioId: string;
  readonly ref: ServiceRef;
  readonly variable: string;
  /** Whose rows or keys there are, by the names that guests give them. */
  readonly guests: (url: string) => Promise<string[]>;
  /** What a service calls its own. */
  readonly nameOf: (address: Readonly<Record<string, string | number>>) => unknown;
  readonly countOf: (url: string, name: string) => Promise<number>;
}

async function askPostgres<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

async function askMysql<Row>(url: string, text: string): Promise<Row[]> {
  const { createConnection } = await import('mysql2/promise');
  const connection = await createConnection(url);
  try {
    return (await connection.query(text))[0] as Row[];
  } finally {
    await connection.end();
  }
}

async function redisKeys(url: string): Promise<string[]> {
  const { createClient } = await import('redis');
  const client = createClient({ url });
  await client.connect();
  try {
    return await client.keys('crossover:*');
  } finally {
    client.destroy();
  }
}

const prefixOf = (key: string): string => key.slice(0, key.lastIndexOf(':') + 1);

const databases: readonly Database[] = [
  {
    scenarioId: 'io/postgres-query',
    ref: postgres,
    variable: 'CROSSOVER_POSTGRES_URL',
    guests: async (url) =>
      (
        await askPostgres<{ name: string }>(
          url,
          "SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'crossover%'",
        )
      ).map(({ name }) => name),
    nameOf: ({ schema }) => schema,
    countOf: async (url, name) =>
      (await askPostgres<{ count: number }>(url, `SELECT count(*)::int AS count FROM ${name}.customers`))[0]!
        .count,
  },
  {
    scenarioId: 'io/mysql-query',
    ref: mysql,
    variable: 'CROSSOVER_MYSQL_URL',
    guests: async (url) =>
      (await askMysql<object>(url, "SHOW TABLES LIKE 'crossover%'")).flatMap((row) => Object.values(row)),
    nameOf: ({ table }) => table,
    countOf: async (url, name) =>
      (await askMysql<{ count: number }>(url, `SELECT count(*) AS count FROM ${name}`))[0]!.count,
  },
  {
    scenarioId: 'io/redis-pipeline',
    ref: redis,
    variable: 'CROSSOVER_REDIS_URL',
    guests: async (url) => [...new Set((await redisKeys(url)).map(prefixOf))],
    nameOf: ({ prefix }) => prefix,
    countOf: async (url, name) => (await redisKeys(url)).filter((key) => prefixOf(key) === name).length,
  },
];

describe.each(databases.filter(({ scenarioId }) => isThere(scenarioId)))(
  '$scenarioId',
  ({ ref, variable, guests, nameOf, countOf }) => {
    let services: RunningServices;
    let url: string;
    beforeAll(async () => {
      services = await start(ref);
      url = String(services.addresses[ref.id]?.url);
    });
    afterAll(() => services.stop());

    test('its server answers, and somebody else’s is given rows of its own, of which nothing is left', async () => {
      expect(await answers(url)).toBe(true);
      const own = await guests(url);
      expect(own).toEqual([nameOf(services.addresses[ref.id] ?? {})]);
      vi.stubEnv(variable, url);
      const guest = await start(ref).finally(() => vi.stubEnv(variable, undefined));
      const name = String(nameOf(guest.addresses[ref.id] ?? {}));
      expect(own).not.toContain(name);
      expect((await guests(url)).sort()).toEqual([...own, name].sort());
      expect(await countOf(url, name)).toBe(await countOf(url, own[0]!));
      expect(await countOf(url, name)).toBeGreaterThan(500);
      await guest.stop();
      expect(await guests(url)).toEqual(own);
    });

    if (ref === postgres)
      test('throughput of a pool is max ÷ time of an answer, within 3 %', () => checkPools(url));

    test('it is gone with its folder', async () => {
      await services.stop();
      await vi.waitUntil(async () => !(await answers(url)), { timeout: 5_000 });
      // One that is slower to stop than a service may be is killed: then the next run finds its folder without an owner.
      await removeOrphanedFolders(temp);
      expect(await readdir(temp)).toEqual([]);
    });
  },
);

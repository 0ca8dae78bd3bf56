/** The real servers: they start, hold what scenarios ask for, and are gone afterwards with all that they wrote. */

import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
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

/** In front of a server on this machine one that is far away: every packet takes 0.2 s, each way. */
async function farAway(url: string): Promise<{ readonly url: string; readonly close: () => void }> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  const pass = (from: Socket, to: Socket): void => {
    sockets.add(from);
    from.on('data', (bytes) => setTimeout(() => to.destroyed || to.write(bytes), 200));
    from.on('error', () => {}).on('close', () => setTimeout(() => to.destroy(), 400));
  };
  const server = createServer((socket) => {
    const far = connect(Number(port), hostname);
    pass(socket, far);
    pass(far, socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const far = new URL(url);
  far.port = String((server.address() as AddressInfo).port);
  const close = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { url: far.href, close };
}

/** Started with this URL in the variable. */
function startAt(ref: ServiceRef, variable: string, url: string): Promise<RunningServices> {
  vi.stubEnv(variable, url);
  return start(ref).finally(() => vi.stubEnv(variable, undefined));
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

/** A server that refuses a user something: by the id of the service. */
interface Refusal {
  readonly title: string;
  /** Gives the URL of a user who may not do everything. */
  readonly prepare: (url: string) => Promise<string>;
  readonly says: RegExp;
}

async function mysqlUser(url: string, name: string, rights: string): Promise<string> {
  await askMysql(url, "DELETE FROM mysql.db WHERE User IN ('', 'PUBLIC')"); // in `test` anybody may do everything
  await askMysql(url, 'FLUSH PRIVILEGES');
  await askMysql(url, `CREATE USER IF NOT EXISTS ${name}`);
  await askMysql(url, `GRANT ${rights} ON test.* TO ${name}`);
  return url.replace('root@', `${name}@`);
}

async function askRedis(url: string, words: string[]): Promise<void> {
  const { createClient } = await import('redis');
  const client = createClient({ url });
  await client.connect();
  try {
    await client.sendCommand(words);
  } finally {
    client.destroy();
  }
}

async function redisUser(url: string, name: string, without: string): Promise<string> {
  await askRedis(url, ['ACL', 'SETUSER', name, 'on', '>word', '~*', '+@all', without]);
  return url.replace('redis://', `redis://${name}:word@`);
}

const refusals: Readonly<Record<string, readonly Refusal[]>> = {
  [postgres.id]: [
    {
      title: 'a seed that fails half-way leaves no schema',
      prepare: async (url) => {
        await askPostgres(url, 'CREATE ROLE half LOGIN PASSWORD $$half$$');
        await askPostgres(url, 'GRANT CREATE ON DATABASE postgres TO half');
        await askPostgres(
          url,
          `CREATE FUNCTION refuse_half() RETURNS event_trigger LANGUAGE plpgsql AS
           $$BEGIN IF session_user = 'half' THEN RAISE 'no tables here'; END IF; END$$`,
        );
        await askPostgres(
          url,
          "CREATE EVENT TRIGGER no_tables ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION refuse_half()",
        );
        return url.replace(/\/\/[^@]+@/, '//half:half@');
      },
      says: /could not start: .*no tables here.*Correct CROSSOVER_POSTGRES_URL/s,
    },
  ],
  [mysql.id]: [
    {
      title: 'a seed that fails half-way leaves no table',
      prepare: (url) => mysqlUser(url, 'half', 'CREATE, DROP'),
      says: /could not start: .*INSERT command denied.*Correct CROSSOVER_MYSQL_URL/s,
    },
    {
      title: 'a table that may not be dropped is named',
      prepare: (url) => mysqlUser(url, 'locked', 'CREATE, INSERT'),
      says: /^Left behind: the table \S+ in mysql:.*DROP command denied/,
    },
    {
      title: 'a table of which neither can be done is named with the reason',
      prepare: (url) => mysqlUser(url, 'maker', 'CREATE'),
      says: /INSERT command denied.*Left behind: the table \S+ in mysql:.*DROP command denied/s,
    },
  ],
  [redis.id]: [
    {
      title: 'keys that may not be written leave nothing',
      prepare: (url) => redisUser(url, 'half', '-mset'),
      says: /could not start: .*NOPERM/s,
    },
    {
      title: 'keys that may not be deleted are named',
      prepare: (url) => redisUser(url, 'locked', '-del'),
      says: /^Left behind: the keys \S+ in redis:.*NOPERM/,
    },
  ],
};

/** Takes away what a server did not let its guest take away. */
const tidy: Readonly<Record<string, (url: string, left: readonly string[]) => Promise<void>>> = {
  [postgres.id]: async () => {},
  [mysql.id]: async (url, left) => {
    for (const name of left) await askMysql(url, `DROP TABLE ${name}`);
  },
  [redis.id]: async (url, left) => {
    const keys = (await redisKeys(url)).filter((key) => left.includes(prefixOf(key)));
    if (keys.length > 0) await askRedis(url, ['DEL', ...keys]);
  },
};

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
      const guest = await startAt(ref, variable, url);
      const name = String(nameOf(guest.addresses[ref.id] ?? {}));
      expect(own).not.toContain(name);
      expect((await guests(url)).sort()).toEqual([...own, name].sort());
      expect(await countOf(url, name)).toBe(await countOf(url, own[0]!));
      expect(await countOf(url, name)).toBeGreaterThan(500);
      expect(await guest.stop()).toEqual([]);
      expect(await guests(url)).toEqual(own);
    });

    test('a server that is far away keeps nothing of a guest either', async () => {
      const own = await guests(url);
      const far = await farAway(url);
      try {
        const guest = await startAt(ref, variable, far.url);
        expect(await guests(url)).toHaveLength(own.length + 1);
        expect(await guest.stop()).toEqual([]);
        expect(await guests(url)).toEqual(own);
      } finally {
        far.close();
      }
    }, 30_000);

    test('one that does not answer is named with its variable, and without the password', async () => {
      const nobody = new URL(url);
      nobody.username = 'somebody';
      nobody.password = 'secret';
      nobody.port = '1';
      const thrown = await startAt(ref, variable, nobody.href).catch(String);
      expect(thrown).toContain(`127.0.0.1:1`);
      expect(thrown).toContain(`Correct ${variable} (`);
      expect(thrown).not.toContain('secret');
      expect(thrown).not.toContain('Mend the service');
    });

    if (refusals[ref.id] !== undefined)
      test.each(refusals[ref.id]!)('$title', async ({ prepare, says }) => {
        const own = await guests(url);
        const limited = await prepare(url);
        const thrown = await startAt(ref, variable, limited)
          .then((guest) => guest.stop())
          .then(String, String);
        expect(thrown).toMatch(says);
        const left = (await guests(url)).filter((name) => !own.includes(name));
        expect(left).toHaveLength(thrown.includes('Left behind') ? 1 : 0);
        for (const name of left) expect(thrown).toContain(name);
        await tidy[ref.id]!(url, left);
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

/**
 * MySQL or MariaDB with a table to ask: yours, where `CROSSOVER_MYSQL_URL` says where (a table of its own that is dropped at the end),
 * else the `mariadbd` or `mysqld` of this machine, in a folder that is removed.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection } from 'mysql2/promise';
import type { RunningService, ServiceEnv, ServiceModule } from '../../harness/scenario.ts';
import { customerCount } from '../customers.ts';
import { findProgram, freePort, untilItWorks } from './on-path.ts';
import { atTheirs, guestName, shownUrl, theirConnectMs } from './their-server.ts';

const startMs = 20_000;
const batch = 1_000;

async function connect(url: string): Promise<Connection> {
  const { createConnection } = await import('mysql2/promise');
  return createConnection({ uri: url, connectTimeout: theirConnectMs });
}

async function withConnection(url: string, use: (connection: Connection) => Promise<unknown>): Promise<void> {
  const connection = await connect(url);
  try {
    await use(connection);
  } finally {
    connection.destroy();
  }
}

async function seed(connection: Connection, table: string): Promise<void> {
  await connection.query(
    `CREATE TABLE ${table} (id integer PRIMARY KEY, name varchar(40) NOT NULL, cents integer NOT NULL)`,
  );
  for (let first = 1; first <= customerCount; first += batch) {
    const rows = Array.from({ length: batch }, (_, offset) => {
      const id = first + offset;
      return [id, `customer ${id}`, (id * 7919) % 100_000];
    });
    await connection.query(`INSERT INTO ${table} (id, name, cents) VALUES ?`, [rows]);
  }
}

interface Own {
  readonly url: string;
  readonly server: ChildProcess;
}

async function startOwn({ makeTempDir }: ServiceEnv): Promise<Own> {
  const program = findProgram('mariadbd', 'mysqld');
  if (program === null) throw new Error('neither mariadbd nor mysqld is on the path');
  const folder = await makeTempDir();
  const data = join(folder, 'data');
  await mkdir(data);
  const isRoot = process.getuid?.() === 0;
  if (isRoot) await chmod(data, 0o777); // it runs as the user mysql there
  const user = isRoot ? ['--user=mysql'] : [];
  const installer = findProgram('mariadb-install-db', 'mysql_install_db');
  const made = installer
    ? spawnSync(installer, [
        '--no-defaults',
        `--datadir=${data}`,
        `--tmpdir=${data}`,
        '--auth-root-authentication-method=normal',
        ...user,
      ])
    : spawnSync(program, ['--no-defaults', '--initialize-insecure', `--datadir=${data}`, ...user]);
  if (made.status !== 0) throw new Error(`the database could not be made: ${made.stderr}`);
  const port = await freePort();
  const server = spawn(
    program,
    [
      '--no-defaults',
      `--datadir=${data}`,
      `--tmpdir=${data}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      `--socket=${join(data, 's.sock')}`,
      `--pid-file=${join(data, 'own.pid')}`,
      '--max-connections=400',
      '--skip-name-resolve',
      ...user,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  server.on('error', () => {}); // seen as a connection that is refused
  return { url: `mysql://root@127.0.0.1:${port}/test`, server };
}

/** The database `test` is not there everywhere. */
async function makeDatabase(url: string): Promise<void> {
  const server = new URL(url);
  server.pathname = '/';
  const make = (connection: Connection) => connection.query('CREATE DATABASE IF NOT EXISTS test');
  await untilItWorks(() => withConnection(server.href, make), startMs);
}

async function useTheirs(url: string, { removeAtEnd }: ServiceEnv): Promise<RunningService> {
  const table = `${guestName()}_customers`;
  const otherwise = 'or unset it: the mariadbd or mysqld of this machine is used then.';
  await atTheirs({ variable: 'CROSSOVER_MYSQL_URL', url, otherwise }, () =>
    withConnection(url, async (connection) => {
      await removeAtEnd(`the table ${table} in ${shownUrl(url)}`, () =>
        withConnection(url, (own) => own.query(`DROP TABLE IF EXISTS ${table}`)),
      );
      await seed(connection, table);
    }),
  );
  return { address: { url, table, customerCount }, stop: async () => {} };
}

const mysql: ServiceModule = {
  start: async (env) => {
    const theirs = process.env.CROSSOVER_MYSQL_URL;
    if (theirs) return useTheirs(theirs, env);
    const { url, server } = await startOwn(env);
    await makeDatabase(url);
    const table = 'crossover_customers';
    await withConnection(url, (connection) => seed(connection, table));
    return {
      address: { url, table, customerCount },
      stop: async () => {
        server.kill('SIGTERM');
        if (server.exitCode === null) await once(server, 'exit');
      },
    };
  },
};

export default mysql;

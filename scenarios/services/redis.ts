/**
 * Redis with keys to read: yours, where `CROSSOVER_REDIS_URL` says where (keys of its own that are removed at the end), else the
 * `redis-server` of this machine on a free port, which keeps nothing.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { RunningService, ServiceEnv, ServiceModule } from '../../harness/scenario.ts';
import { findProgram, freePort, untilItWorks } from './on-path.ts';
import { atTheirs, guestName, shownUrl, theirConnectMs } from './their-server.ts';

const keyCount = 1_000;
const startMs = 10_000;

async function connect(url: string) {
  const { createClient } = await import('redis');
  const client = createClient({ url, socket: { reconnectStrategy: false, connectTimeout: theirConnectMs } });
  client.on('error', () => {}); // told by what needs the connection
  await client.connect();
  return client;
}

const keysOf = (prefix: string): string[] =>
  Array.from({ length: keyCount }, (_, index) => `${prefix}${index}`);

type Client = Awaited<ReturnType<typeof connect>>;

async function withClient(url: string, use: (client: Client) => Promise<unknown>): Promise<void> {
  const client = await connect(url);
  try {
    await use(client);
  } finally {
    client.destroy();
  }
}

const seed = (client: Client, prefix: string): Promise<unknown> =>
  client.mSet(
    keysOf(prefix).map((key, index): [string, string] => [key, `value ${index} ${(index * 7919) % 1000}`]),
  );

async function useTheirs(url: string, { removeAtEnd }: ServiceEnv): Promise<RunningService> {
  const prefix = `${guestName().replaceAll('_', ':')}:`;
  const otherwise = 'or unset it: the redis-server of this machine is used then.';
  await atTheirs({ variable: 'CROSSOVER_REDIS_URL', url, otherwise }, () =>
    withClient(url, async (client) => {
      await removeAtEnd(`the keys ${prefix}* in ${shownUrl(url)}`, () =>
        withClient(url, (own) => own.del(keysOf(prefix))),
      );
      await seed(client, prefix);
    }),
  );
  return { address: { url, prefix, keyCount }, stop: async () => {} };
}

async function startOwn(): Promise<{ readonly url: string; readonly server: ChildProcess }> {
  const program = findProgram('redis-server');
  if (program === null) throw new Error('redis-server is not on the path');
  const port = await freePort();
  const settings = { port, bind: '127.0.0.1', save: '', appendonly: 'no' };
  const words = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const server = spawn(program, words, { stdio: ['ignore', 'ignore', 'inherit'] });
  server.on('error', () => {}); // seen as a connection that is refused
  return { url: `redis://127.0.0.1:${port}`, server };
}

const redis: ServiceModule = {
  start: async (env) => {
    const theirs = process.env.CROSSOVER_REDIS_URL;
    if (theirs) return useTheirs(theirs, env);
    const prefix = 'crossover:own:';
    const { url, server } = await startOwn();
    await untilItWorks(() => withClient(url, (client) => seed(client, prefix)), startMs);
    return {
      address: { url, prefix, keyCount },
      stop: async () => {
        server.kill('SIGTERM');
        if (server.exitCode === null) await once(server, 'exit');
      },
    };
  },
};

export default redis;

/**
 * Redis with keys to read: yours, where `CROSSOVER_REDIS_URL` says where (keys of its own that are removed at the end), else the
 * `redis-server` of this machine on a free port, which keeps nothing.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ServiceModule } from '../../harness/scenario.ts';
import { findProgram, freePort, untilItWorks } from './on-path.ts';

const keyCount = 1_000;
const startMs = 10_000;

async function connect(url: string) {
  const { createClient } = await import('redis');
  const client = createClient({ url, socket: { reconnectStrategy: false } });
  client.on('error', () => {}); // told by what needs the connection
  await client.connect();
  return client;
}

const keysOf = (prefix: string): string[] =>
  Array.from({ length: keyCount }, (_, index) => `${prefix}${index}`);

async function seed(url: string, prefix: string): Promise<void> {
  const client = await untilItWorks(() => connect(url), startMs);
  await client.mSet(
    keysOf(prefix).map((key, index): [string, string] => [key, `value ${index} ${(index * 7919) % 1000}`]),
  );
  client.destroy();
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
  start: async () => {
    const theirs = process.env.CROSSOVER_REDIS_URL;
    const prefix = `crossover:${process.pid}:`;
    const own = theirs ? null : await startOwn();
    const url = own?.url ?? theirs!;
    await seed(url, prefix);
    return {
      address: { url, prefix, keyCount },
      stop: async () => {
        if (own !== null) {
          own.server.kill('SIGTERM');
          if (own.server.exitCode === null) await once(own.server, 'exit');
          return;
        }
        const client = await connect(url);
        await client.del(keysOf(prefix));
        client.destroy();
      },
    };
  },
};

export default redis;

import { scrypt, scryptSync } from 'node:crypto';
import { promisify } from 'node:util';
import { defineScenario, type ScenarioEnv } from '../../harness/scenario.ts';

interface Params {
  readonly cost: number;
}

interface Login {
  readonly password: string;
  readonly salt: string;
}

interface Context {
  /** N of RFC 7914: memory and time grow with it. */
  readonly cost: number;
}

const keyBytes = 32;
const derive = promisify<string, string, number, { N: number }, Buffer>(scrypt);

const onThreadPool = async ({ password, salt }: Login, { cost }: Context): Promise<string> =>
  (await derive(password, salt, keyBytes, { N: cost })).toString('hex');

const sync = ({ password, salt }: Login, { cost }: Context): string =>
  scryptSync(password, salt, keyBytes, { N: cost }).toString('hex');

/**
 * What every login costs. Node.js computes the asynchronous call on its own thread pool (libuv, four threads unless
 * `UV_THREADPOOL_SIZE` says otherwise), so one event loop uses all cores without a worker; the variant `sync` blocks instead.
 */
export default defineScenario({
  id: 'cpu/scrypt',
  kind: 'cpu',
  summary:
    'Derives a key from a password with scrypt: on the thread pool of libuv, or blocking (variant sync).',
  lesson: 'What Node.js already computes on its own threads needs no pool of yours; its blocking twin does.',
  metrics: [{ id: 'loop-delay', unit: 'ms', better: 'lower' }],
  params: { cost: [4096, 16_384] },
  inputs: (_params: Params, random, count): Login[] =>
    Array.from({ length: count }, () => ({
      password: `correct horse ${random.integer(1e9)}`,
      salt: `salt ${random.integer(1e9)}`,
    })),
  open: ({ params }: ScenarioEnv<Params>): Context => ({ cost: params.cost }),
  run: onThreadPool,
  variants: { sync },
});

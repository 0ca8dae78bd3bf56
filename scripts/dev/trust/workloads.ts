/** Work whose base and head differ by a known change only: see burden.ts. Each file in base/ and head/ is one of them. */
import { createHash } from 'node:crypto';
import { defineScenario, type ScenarioEnv } from '../../../harness/scenario.ts';
import jsonParse from '../../../scenarios/cpu/json-parse.ts';
import httpFanOut from '../../../scenarios/io/http-fan-out.ts';
import { randomBytes } from '../../../scenarios/random-bytes.ts';
import runLoop from '../fidelity/bare-worker.ts';
import { Burden, factorOf } from './burden.ts';

/** Which of the two versions: the base has the parameter as well, so that cells pair up, and ignores it. */
export type Version = 'base' | 'head';

/** For {@link Version}: loaded by its file like any scenario of a user's, so nothing here needs its types. */
type Workload = (version: Version) => object;

interface Params {
  readonly change: string;
}

const CHANGES = { change: ['×1.02', '×1.03', '×1.05', '×1.1', 'pause'] };
const ITERATIONS = 4_000_000;
const MEBIBYTES = 4;
const ORDERS = 5_200;
const FAN_OUT = { fanOut: 8, delayMs: 10 };

const open =
  (version: Version) =>
  ({ params }: ScenarioEnv<Params>): Burden =>
    new Burden(version === 'head' ? params.change : 'none');

export const integerLoop: Workload = (version) =>
  defineScenario<Params, number, number, Burden>({
    kind: 'cpu',
    params: CHANGES,
    inputs: (_params, _random, count) => Array.from({ length: count }, () => ITERATIONS),
    open: open(version),
    run: (iterations, burden) => burden.carry(() => runLoop(iterations)),
  });

export const sha256: Workload = (version) =>
  defineScenario<Params, Uint8Array, string, Burden>({
    kind: 'cpu',
    params: CHANGES,
    inputs: (_params, random, count) =>
      Array.from({ length: count }, () => randomBytes(random, MEBIBYTES * 1024 * 1024)),
    open: open(version),
    run: (bytes, burden) => burden.carry(() => createHash('sha256').update(bytes).digest('hex')),
  });

export const parseJson: Workload = (version) =>
  defineScenario<Params, string, unknown, Burden>({
    kind: 'cpu',
    params: CHANGES,
    inputs: (_params, random, count) => jsonParse.inputs!({ orders: ORDERS }, random, count),
    open: open(version),
    run: (text, burden) => burden.carry(() => jsonParse.run(text, undefined)),
  });

type HttpContext = Awaited<ReturnType<NonNullable<typeof httpFanOut.open>>>;
type HttpInput = Parameters<typeof httpFanOut.run>[0];

/** A slower service, not a slower client. */
export const fanOut: Workload = (version) =>
  defineScenario<Params, HttpInput, unknown, { http: HttpContext; burden: Burden }>({
    kind: 'io',
    params: CHANGES,
    services: httpFanOut.services!,
    inputs: (_params, random, count) => httpFanOut.inputs!(FAN_OUT, random, count),
    open: async (env) => {
      const burden = open(version)(env);
      const delayMs = FAN_OUT.delayMs * (version === 'head' ? factorOf(env.params.change) : 1);
      return { http: await httpFanOut.open!({ ...env, params: { ...FAN_OUT, delayMs } }), burden };
    },
    close: async ({ http }) => httpFanOut.close?.(http),
    run: async (input, { http, burden }) => {
      const output = await httpFanOut.run(input, http);
      burden.pause();
      return output;
    },
  });

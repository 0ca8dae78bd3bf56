/** Work whose base and head differ by a known change only: see burden.ts. Each file in base/ and head/ is one of them. */
import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { defineScenario, type ScenarioEnv } from '../../../harness/scenario.ts';
import jsonParse from '../../../scenarios/cpu/json-parse.ts';
import httpFanOut from '../../../scenarios/io/http-fan-out.ts';
import { randomBytes } from '../../../scenarios/random-bytes.ts';
import runLoop from '../fidelity/bare-worker.ts';
import { factorOf, PAUSES, Pauses } from './burden.ts';

/** Which of the two versions: the base has the parameter as well, so that cells pair up, and ignores it. */
type Version = 'base' | 'head';

/** For {@link Version}: loaded by its file like any scenario of a user's, so nothing here needs its types. */
type Workload = (version: Version) => object;

interface Params {
  readonly change: string;
}

interface Context {
  /** What there is to do beyond what the base does, as a ratio of that. */
  readonly extraRatio: number;
  readonly pauses: Pauses;
}

const CHANGES = { change: ['none', '×1.02', '×1.03', '×1.05', '×1.1', ...PAUSES] };
const ITERATIONS = 4_000_000;
const BYTES = 4 * 1024 * 1024;
const ORDERS = 5_200;
/** Numbers of which a tenth is a whole number: the only change that is made of them. */
const FAN_OUT = { fanOut: 10, delayMs: 10 };

const open =
  (version: Version) =>
  ({ params }: ScenarioEnv<Params>): Context => {
    const change = version === 'head' ? params.change : 'none';
    return { extraRatio: factorOf(change) - 1, pauses: new Pauses(change) };
  };

export const integerLoop: Workload = (version) =>
  defineScenario<Params, number, number, Context>({
    kind: 'cpu',
    params: CHANGES,
    inputs: (_params, _random, count) => Array.from({ length: count }, () => ITERATIONS),
    open: open(version),
    run: (iterations, { extraRatio, pauses }) => {
      const startedMs = performance.now();
      const state = runLoop(Math.round(iterations * (1 + extraRatio)));
      pauses.pauseWhenDue(startedMs);
      return state;
    },
    digest: () => 'integer loop',
  });

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export const sha256: Workload = (version) =>
  defineScenario<Params, Uint8Array, string, Context>({
    kind: 'cpu',
    params: CHANGES,
    // What the head hashes besides lies behind every input of the base as well.
    inputs: ({ change }, random, count) => {
      const byteLength = 4 * Math.round((BYTES / 4) * factorOf(change));
      return Array.from({ length: count }, () => randomBytes(random, byteLength));
    },
    open: open(version),
    run: (bytes, { extraRatio, pauses }) => {
      const startedMs = performance.now();
      const digest = hash(bytes.subarray(0, 4 * Math.round((BYTES / 4) * (1 + extraRatio))));
      pauses.pauseWhenDue(startedMs);
      return digest;
    },
    digest: () => 'sha256',
  });

export const parseJson: Workload = (version) =>
  defineScenario<Params, { text: string; more: string }, unknown, Context>({
    kind: 'cpu',
    params: CHANGES,
    // What the head parses besides lies beside every input of the base as well.
    inputs: ({ change }, random, count) => {
      const texts = (orders: number): readonly string[] => jsonParse.inputs!({ orders }, random, count);
      const more = texts(Math.max(1, Math.round(ORDERS * (factorOf(change) - 1))));
      return texts(ORDERS).map((text, index) => ({ text, more: more[index]! }));
    },
    open: open(version),
    run: ({ text, more }, { extraRatio, pauses }) => {
      const startedMs = performance.now();
      const summary = jsonParse.run(text, undefined);
      if (extraRatio > 0) jsonParse.run(more, undefined);
      pauses.pauseWhenDue(startedMs);
      return summary;
    },
  });

/** Throws for a change that whole documents and milliseconds do not make. */
export function fanOutOf(factor: number): typeof FAN_OUT {
  const scale = (value: number): number => {
    const scaled = Math.round(value * factor);
    if (Math.abs(scaled - value * factor) > 1e-9) throw new Error(`${value} × ${factor} is no whole number`);
    return scaled;
  };
  return { fanOut: scale(FAN_OUT.fanOut), delayMs: scale(FAN_OUT.delayMs) };
}

type HttpContext = Awaited<ReturnType<NonNullable<typeof httpFanOut.open>>>;
type HttpInput = Parameters<typeof httpFanOut.run>[0];

/**
 * More documents, from a slower service. With the delay alone a client that is near the limit of its CPU has less change than that: a tenth
 * more of it cost 6.8 % of the throughput on the Xeon instead of 9.1.
 */
export const fanOut: Workload = (version) =>
  defineScenario<Params, HttpInput, unknown, { http: HttpContext; fanOut: number } & Context>({
    kind: 'io',
    params: CHANGES,
    services: httpFanOut.services!,
    inputs: ({ change }, random, count) => httpFanOut.inputs!(fanOutOf(factorOf(change)), random, count),
    open: async (env) => {
      const context = open(version)(env);
      const params = fanOutOf(1 + context.extraRatio);
      return { ...context, ...params, http: await httpFanOut.open!({ ...env, params }) };
    },
    close: async ({ http }) => httpFanOut.close?.(http),
    run: async ({ ids }, { http, fanOut: documentCount, pauses }) => {
      const startedMs = performance.now();
      const output = await httpFanOut.run({ ids: ids.slice(0, documentCount) }, http);
      pauses.pauseWhenDue(startedMs);
      return output;
    },
    // What both ask for.
    digest: (output) => (output as { titles: readonly string[] }).titles.slice(0, FAN_OUT.fanOut).join('\n'),
  });

/**
 * What the invented document of the tests is about. EVERY FIGURE HERE IS INVENTED so that each kind of row, sentence
 * and chart occurs: nothing of it was measured and nothing of it may be quoted.
 */

/** One invented cell: figures from which blocks, intervals and verdicts are made up. */
export interface InventedCell {
  readonly model: string;
  readonly poolSize?: number;
  readonly variant?: string;
  readonly perSec: number;
  /** Half width of the 95 % interval ÷ value. */
  readonly spread: number;
  readonly cores: number;
  readonly loopDelayMsP99: number;
  readonly utilization: number;
  /** Share of the latency spent in queue, send, run and return. */
  readonly receipt: readonly [queue: number, send: number, run: number, back: number];
  readonly status?: 'failed' | 'void' | 'cannot';
  readonly reason?: string;
}

/** One invented condition; its first `single-loop` cell is the reference. */
export interface InventedCondition {
  readonly scenario: string;
  readonly params: Readonly<Record<string, number | string>>;
  readonly label: string;
  readonly inFlight: number;
  readonly cells: readonly InventedCell[];
}

const sequential = (perSec: number, spread = 0.006): InventedCell => ({
  model: 'sequential',
  perSec,
  spread,
  cores: 1,
  loopDelayMsP99: 4.9,
  utilization: 0.99,
  receipt: [0, 0, 1, 0],
});
const loop = (perSec: number, spread = 0.006): InventedCell => ({
  model: 'single-loop',
  perSec,
  spread,
  cores: 1,
  loopDelayMsP99: 5.1,
  utilization: 0.99,
  receipt: [0.86, 0.01, 0.12, 0.01],
});
const threads = (poolSize: number, perSec: number, spread = 0.015): InventedCell => ({
  model: 'worker-threads',
  poolSize,
  perSec,
  spread,
  cores: Math.min(2, poolSize) * 0.97,
  loopDelayMsP99: 1.2,
  utilization: 0.06,
  receipt: [0.7, 0.03, 0.24, 0.03],
});
const processes = (poolSize: number, perSec: number, spread = 0.02): InventedCell => ({
  model: 'child-processes',
  poolSize,
  perSec,
  spread,
  cores: Math.min(2, poolSize) * 0.94,
  loopDelayMsP99: 1.4,
  utilization: 0.11,
  receipt: [0.66, 0.06, 0.23, 0.05],
});

/** Six scenarios-worth of made-up conditions: a clear winner, ties, a doubt, failures, variants. */
export const INVENTED_CONDITIONS: readonly InventedCondition[] = [
  {
    scenario: 'cpu/sum-of-squares',
    params: { n: 1_000_000 },
    label: 'n=1000000 · 8 in flight',
    inFlight: 8,
    cells: [loop(205), sequential(204), threads(1, 199), threads(2, 391), processes(2, 371)],
  },
  {
    scenario: 'cpu/sum-of-squares',
    params: { n: 3_000_000 },
    label: 'n=3000000 · 8 in flight',
    inFlight: 8,
    cells: [loop(68.4), sequential(68.1), threads(2, 132.1), processes(2, 131.2)],
  },
  {
    scenario: 'cpu/sha256',
    params: { payload: '8 MiB' },
    label: 'payload=8 MiB · 8 in flight',
    inFlight: 8,
    cells: [
      loop(38.2),
      sequential(37.9),
      threads(2, 69.4),
      {
        ...processes(2, 1),
        status: 'failed',
        reason: 'A child ended with signal SIGKILL while it ran a task (2 of 5 blocks).',
      },
    ],
  },
  {
    scenario: 'io/http-fan-out',
    params: { delayMs: 20 },
    label: 'delayMs=20 · 64 in flight',
    inFlight: 64,
    cells: [
      { ...loop(2790, 0.008), loopDelayMsP99: 2.6, utilization: 0.52, receipt: [0, 0.02, 0.97, 0.01] },
      { ...sequential(47.1), loopDelayMsP99: 1.1, utilization: 0.03 },
      threads(2, 2310),
      processes(2, 1840),
    ],
  },
  {
    scenario: 'io/file-read',
    params: { files: 64 },
    label: 'files=64 · 16 in flight',
    inFlight: 16,
    cells: [
      loop(512, 0.009),
      { ...loop(866, 0.007), variant: 'sync', loopDelayMsP99: 18.6 },
      threads(2, 508, 0.011),
      {
        ...threads(2, 1),
        variant: 'sync',
        status: 'void',
        reason: 'Sleepers used CPU in every block: 3 attempts void.',
      },
      processes(2, 486),
    ],
  },
  {
    scenario: 'mixed/fetch-parse-hash',
    params: { cpuShare: 0.5 },
    label: 'cpuShare=0.5 · 8 in flight',
    inFlight: 8,
    cells: [loop(301, 0.03), sequential(92), threads(2, 318, 0.09), processes(2, 309, 0.1)],
  },
];

/** Summaries and lessons of the invented scenarios. */
export const INVENTED_SCENARIOS: readonly {
  readonly id: string;
  readonly kind: 'cpu' | 'io' | 'mixed';
  readonly summary: string;
  readonly lesson: string;
}[] = [
  {
    id: 'cpu/sum-of-squares',
    kind: 'cpu',
    summary: 'Adds i² for i below n.',
    lesson: 'Pure CPU work gains a core for each worker.',
  },
  {
    id: 'cpu/sha256',
    kind: 'cpu',
    summary: 'Hashes a buffer of several MiB.',
    lesson: 'The payload travels: its cost shows in the receipt.',
  },
  {
    id: 'io/http-fan-out',
    kind: 'io',
    summary: 'Fetches JSON over keep-alive HTTP from a delay server.',
    lesson: 'Waiting needs no threads.',
  },
  {
    id: 'io/file-read',
    kind: 'io',
    summary: 'Reads many small files with fs/promises.',
    lesson: 'Blocking is fast, and the loop pays for it.',
  },
  {
    id: 'mixed/fetch-parse-hash',
    kind: 'mixed',
    summary: 'An I/O wait, then CPU work in a given share.',
    lesson: 'The share of CPU decides.',
  },
];

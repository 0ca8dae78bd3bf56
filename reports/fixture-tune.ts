/**
 * A tune document as a tune would leave it, for tests of what is rendered. ALL FIGURES ARE INVENTED: nothing in it was
 * measured, and the machine that it names does not exist.
 */
import {
  type TuneDocument,
  type TuneSize,
  tuneDocumentSchema,
  type ValidatedSetting,
} from '../harness/result/tune-schema.ts';
import { inventedRunDocument } from './fixture-document.ts';

const around = (value: number, half = 0.02): { value: number; low: number; high: number } => ({
  value,
  low: value * (1 - half),
  high: value * (1 + half),
});

const NO_POOL_PER_SEC = 205;

function sizeOf(size: number, perSec: number, standing: TuneSize['standing']): TuneSize {
  return {
    size,
    cell: `cpu/sha256#${size}`,
    label: size === 0 ? 'single-loop' : `worker-threads×${size}`,
    blockCount: 5,
    objective: around(perSec, 0.015),
    p99Ms: around(8000 / perSec, 0.1),
    loopDelayMsP99: size === 0 ? 5.1 : 1.2,
    addedMemoryBytes: 8 * 2 ** 20 * size,
    cpuMsPerTask: 4.9,
    standing,
    ratio: size === 0 ? null : around(perSec / NO_POOL_PER_SEC),
    toBest: size === 2 ? null : around(perSec / 391),
    limits: [],
    reason: null,
  };
}

const SIZES: readonly TuneSize[] = [
  sizeOf(0, NO_POOL_PER_SEC, 'worse'),
  sizeOf(1, 199, 'worse'),
  sizeOf(2, 391, 'tied'),
  sizeOf(3, 388, 'tied'),
  sizeOf(4, 376, 'unsure'),
  sizeOf(8, 322, 'worse'),
];

function settingOf(
  roles: ValidatedSetting['roles'],
  size: number,
  perSec: number,
  verdict: ValidatedSetting['verdict'],
  detail: string | null = null,
): ValidatedSetting {
  const { standing: _standing, toBest: _toBest, limits: _limits, ...figures } = sizeOf(size, perSec, 'tied');
  const ratio = verdict === 'recommended' ? null : around(perSec / 391, 0.015);
  return { ...figures, roles, knobs: { poolSize: size }, ratio, verdict, detail, blockCount: 3 };
}

/** Whose machine and release it is. */
const RUN = inventedRunDocument(1);

/** Two cores, a pool of two. */
export function inventedTune(overrides: Partial<TuneDocument> = {}): TuneDocument {
  const { environment, tool } = RUN;
  return tuneDocumentSchema.parse({
    schemaVersion: 1,
    documentKind: 'tune',
    tool,
    runId: '2026-03-01T14-05-00-abcd',
    startedAt: '2026-03-01T14:05:00.000Z',
    durationMs: 52_300,
    complete: true,
    command: 'crossover tune cpu/sha256 --check pool.ts --seed 7',
    environment,
    seed: 7,
    scenario: {
      id: 'cpu/sha256',
      kind: 'cpu',
      summary: 'Hashes a buffer.',
      isBuiltIn: true,
      params: { mebibytes: 8 },
      label: 'mebibytes=8 · 8 in flight',
    },
    model: 'worker-threads',
    knob: { id: 'poolSize', kind: 'knob', mayBeNone: true, anchor: 0, fixed: {} },
    inFlight: 8,
    objective: { id: 'throughput', unit: 'tasks/s', better: 'higher' },
    deltaRatio: 0.03,
    alpha: 0.0001,
    limits: { p99Ms: null, loopDelayMs: null, addedMemoryBytes: null },
    search: {
      exhaustive: false,
      budgetMs: 60_000,
      least: 1,
      most: 8,
      mostBecause: 'in-flight',
      sizeCount: 8,
      blockCount: 9,
      roundCount: 36,
      exhaustiveRoundCount: 88,
      stoppedBecause: 'stable',
      noiseRatio: 0.011,
    },
    sizes: SIZES,
    curve: {
      law: { id: 'kink', parameters: { c: 2, d: 0.03 }, weight: 0.7 },
      weights: { kink: 0.7, usl: 0.2 },
      points: [1, 2, 3, 4, 5, 6, 7, 8].map((size) => ({
        size,
        ...around((Math.min(size, 2) * 0.97 * 0.97 ** Math.max(0, size - 2)) as number, 0.02),
      })),
      peak: { value: 2, low: 2, high: 3 },
    },
    recommendation: {
      kind: 'size',
      size: 2,
      knobs: { poolSize: 2, tasksPerWorker: 1 },
      params: {},
      best: 2,
      ties: [2, 3],
      unsure: [4],
      shape: 'peak',
      confirmed: true,
    },
    validation: [
      settingOf(['recommended'], 2, 391, 'recommended'),
      settingOf(['no-pool'], 0, NO_POOL_PER_SEC, 'worse'),
      settingOf(['current'], 16, 344, 'worse', 'pool.ts: maxThreads 16'),
      settingOf(['piscina-defaults'], 3, 386, 'same', 'minThreads 1, maxThreads 3'),
      settingOf(['cores-minus-1'], 1, 199, 'worse'),
    ],
    baseline: null,
    findings: [],
    ...overrides,
  });
}

/** The same with another recommendation, or other sizes. */
export function inventedAnswer(
  recommendation: Partial<TuneDocument['recommendation']>,
  overrides: Partial<TuneDocument> = {},
): TuneDocument {
  const base = inventedTune();
  return inventedTune({ recommendation: { ...base.recommendation, ...recommendation }, ...overrides });
}

import { expect, test } from 'vitest';
import type { TuneDocument } from '../result/tune-schema.ts';
import { compareWithBaseline } from './against-baseline.ts';
import { simulateTune } from './simulated-tune.ts';

const { tune } = await simulateTune({
  truthOf: (size) => ({ throughputPerSec: size === 0 ? 820 : 800 * Math.min(size, 2), processNoise: 0.002 }),
});

/** An answer; every other size is `worse`, but for what ties and what is unsure. */
const answering = (
  size: number,
  ties: readonly number[],
  changes: Partial<TuneDocument> = {},
  unsure: readonly number[] = [],
): TuneDocument => ({
  ...tune,
  sizes: [1, 2, 3, 4, 5, 6].map((one) => ({
    ...tune.sizes[0]!,
    size: one,
    limits: [],
    ratio: { value: 1.5, low: 1.4, high: 1.6 },
    standing: one === size || ties.includes(one) ? 'tied' : unsure.includes(one) ? 'unsure' : 'worse',
  })),
  recommendation: { ...tune.recommendation, kind: size === 0 ? 'no-pool' : 'size', size, ties: [...ties] },
  ...changes,
});

/** No pool, and what every size gains over that. */
function gaining(low: number, high: number): TuneDocument {
  const head = answering(0, [1, 2]);
  const ratio = { value: (low + high) / 2, low, high };
  return { ...head, sizes: head.sizes.map((one) => ({ ...one, ratio })) };
}

function breakingAt(size: number): TuneDocument {
  const head = answering(4, [4]);
  const limits = [{ id: 'p99' as const, most: 5, bound: 9, standing: 'broken' as const }];
  const broken = { standing: 'infeasible' as const, limits };
  return { ...head, sizes: head.sizes.map((one) => (one.size === size ? { ...one, ...broken } : one)) };
}

test.each([
  ['the same', answering(2, [2, 3]), answering(2, [2]), 'same'],
  ['that still ties', answering(3, [3, 4]), answering(2, [2, 3]), 'tied'],
  ['that no longer ties, though the new one did', answering(2, [2, 4]), answering(4, [4, 5]), 'moved'],
  ['beyond what ties', answering(2, [2, 3]), answering(6, [5, 6]), 'moved'],
  ['that is not shown to be worse', answering(2, [2]), answering(4, [4], {}, [2]), 'unsure'],
  ['that was not measured', answering(2, [2]), answering(4, [4], { sizes: [] }), 'unsure'],
  ['that breaks a limit now', answering(2, [2]), breakingAt(2), 'moved'],
  ['from a pool to none, which surely gains nothing', answering(2, [2, 3]), gaining(0.98, 1.02), 'moved'],
  ['from a pool to none, which may gain', answering(2, [2, 3]), gaining(0.98, 1.2), 'unsure'],
  ['from none to a pool', answering(0, [1]), answering(4, [4]), 'moved'],
  [
    'on another machine',
    answering(2, [2], { environment: { ...tune.environment, cpuCount: 64 } }),
    answering(2, [2]),
    'not comparable',
  ],
  ['of another model', answering(2, [2], { model: 'child-processes' }), answering(2, [2]), 'not comparable'],
  [
    'under other limits',
    answering(2, [2], { limits: { p99Ms: 5, loopDelayMs: null, addedMemoryBytes: null } }),
    answering(2, [2]),
    'not comparable',
  ],
])('an answer %s', (_what, base, head, outcome) => {
  expect(compareWithBaseline(base, 'old/tune.json', head)).toMatchObject({ path: 'old/tune.json', outcome });
});

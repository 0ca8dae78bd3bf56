import { expect, test } from 'vitest';
import type { TuneDocument } from '../result/tune-schema.ts';
import { compareWithBaseline } from './against-baseline.ts';
import { simulateTune } from './simulated-tune.ts';

const { tune } = await simulateTune({
  truthOf: (size) => ({ throughputPerSec: size === 0 ? 820 : 800 * Math.min(size, 2), processNoise: 0.002 }),
});

const answering = (
  size: number,
  ties: readonly number[],
  changes: Partial<TuneDocument> = {},
): TuneDocument => ({
  ...tune,
  recommendation: { ...tune.recommendation, kind: size === 0 ? 'no-pool' : 'size', size, ties: [...ties] },
  ...changes,
});

test.each([
  ['the same', answering(2, [2, 3]), answering(2, [2]), 'same'],
  ['that still ties', answering(3, [3, 4]), answering(2, [2, 3]), 'tied'],
  ['that no longer ties, though the new one did', answering(2, [2, 4]), answering(4, [4, 5]), 'moved'],
  ['beyond what ties', answering(2, [2, 3]), answering(6, [5, 6]), 'moved'],
  ['from a pool to none', answering(2, [2, 3]), answering(0, [1, 2]), 'moved'],
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

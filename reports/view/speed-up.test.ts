import { describe, expect, it } from 'vitest';
import type { Contrast } from '../../harness/result/schema.ts';
import { logContrast, ratioInterval } from '../../harness/stats/contrast.ts';
import { trimmedLogContrast } from '../../harness/stats/trimmed-contrast.ts';
import { logContrastOf, speedUpOf } from './speed-up.ts';

/** A contrast as a run stores it: from the log ratios of its blocks. */
function contrastOf(logRatios: readonly number[], reference = 'loop'): Contrast {
  const contrast = logContrast(logRatios);
  return {
    cell: 'any',
    reference,
    metric: { id: 'throughput', unit: 'tasks/s', better: 'higher' },
    ratio: contrast === null ? null : ratioInterval(contrast),
    meanRatio: null,
    detectable: null,
    verdict: 'unsure',
    decidedBy: null,
    blockCount: logRatios.length,
    moreBlocks: null,
    reason: null,
  };
}

const one = contrastOf([-0.1, -0.12, -0.09, -0.11]);
const two = contrastOf([0.6, 0.66, 0.61, 0.57, 0.63]);
const lone = contrastOf([0.6]);

describe('logContrastOf', () => {
  it('gives back what the stored interval was made from', () => {
    const logRatios = [0.6, 0.66, 0.61, 0.57, 0.63];
    const expected = logContrast(logRatios);
    const found = logContrastOf(contrastOf(logRatios));
    expect(found?.mean).toBeCloseTo(expected?.mean ?? 0, 12);
    expect(found?.standardError).toBeCloseTo(expected?.standardError ?? 0, 12);
    expect(found?.degreesOfFreedom).toBe(4);
  });

  it('gives back a trimmed one of twelve blocks', () => {
    const logRatios = Array.from({ length: 12 }, (_, block) => 0.6 + 0.01 * block ** 2);
    const expected = trimmedLogContrast(logRatios)!;
    const stored = { ...contrastOf(logRatios), ratio: ratioInterval(expected) };
    const found = logContrastOf(stored)!;
    for (const key of ['mean', 'standardError', 'degreesOfFreedom', 'blockCount'] as const)
      expect(found[key]).toBeCloseTo(expected[key], 12);
  });

  it('gives nothing for one block', () => {
    expect(logContrastOf(lone)).toBeNull();
  });
});

describe('speedUpOf', () => {
  it('over the reference is the paired ratio itself', () => {
    expect(speedUpOf(two, 'reference')).toEqual({ ...two.ratio, isCombined: false });
  });

  it('of the reference is its inverse, bounds exchanged', () => {
    const found = speedUpOf('reference', two);
    expect(found).toMatchObject({ isCombined: false, value: 1 / (two.ratio?.value ?? 0) });
    expect(found?.low).toBe(1 / (two.ratio?.high ?? 0));
  });

  it('of two others is the ratio of their ratios, wider than either on the log scale', () => {
    const found = speedUpOf(two, one);
    expect(found?.isCombined).toBe(true);
    expect(found?.value).toBeCloseTo((two.ratio?.value ?? 0) / (one.ratio?.value ?? 1), 12);
    const errorOf = (contrast: Contrast) => logContrastOf(contrast)?.standardError ?? 0;
    const width = Math.log((found?.high ?? 0) / (found?.low ?? 1));
    // Variances add; the t quantile lies between those of 3 and of 7 degrees of freedom.
    const error = Math.hypot(errorOf(one), errorOf(two));
    expect(width / (2 * error)).toBeGreaterThan(2.36);
    expect(width / (2 * error)).toBeLessThan(3.19);
  });

  it.each([
    ['a side without an interval', two, lone],
    ['a cell that was not contrasted', null, two],
    ['the reference over itself', 'reference', 'reference'],
    ['contrasts with different references', two, contrastOf([0.1, 0.2], 'another')],
  ] as const)('gives nothing for %s', (_what, cell, base) => {
    expect(speedUpOf(cell, base)).toBeNull();
  });
});

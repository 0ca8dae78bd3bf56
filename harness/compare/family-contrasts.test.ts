import { describe, expect, test } from 'vitest';
import type { LogContrast } from '../stats/contrast.ts';
import { judgeFamily, type Weighed } from './family-contrasts.ts';
import { THROUGHPUT } from './shared.ts';

const RULES = { marginRatio: 0.03, familyAlpha: 0.01, sameAlpha: 0.05 };

function weighed(percent: number, errorPercent: number, blockCount: number): Weighed {
  const contrast: LogContrast = {
    mean: Math.log1p(percent / 100),
    standardError: errorPercent / 100,
    degreesOfFreedom: blockCount - 1,
    blockCount,
  };
  const member = { median: contrast, mean: { ...contrast }, better: 'higher' as const };
  return { id: 'x', metric: THROUGHPUT, member };
}

describe('what stands beside a verdict of two looks', () => {
  const check = (what: string, late: Weighed, expected: { verdict: string; reason: unknown }): void =>
    test(what, () => {
      const firstLook = { items: [weighed(-9, 0.3, 10)], plannedBlocks: 20, hasEnded: () => false };
      expect(judgeFamily([late], RULES, 'more blocks help', firstLook)[0]).toMatchObject(expected);
    });

  check('slower at both', weighed(-9, 0.2, 20), { verdict: 'slower', reason: null });
  check('slower at the first alone, beside the ratio of all blocks', weighed(-3.2, 0.2, 20), {
    verdict: 'slower',
    reason: expect.stringContaining('found at the first look'),
  });
});

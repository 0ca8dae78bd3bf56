import { describe, expect, test } from 'vitest';
import { standardDeviation } from './describe.ts';
import { createRandom } from './random.ts';
import { spreadRatioInterval } from './spread-ratio.ts';

describe('the interval of a ratio of standard deviations', () => {
  // √F(.975) from the tables of Snedecor & Cochran 1989, A 14.
  test.each([
    { firstCount: 11, secondCount: 11, below: Math.sqrt(3.717), above: Math.sqrt(3.717) },
    { firstCount: 6, secondCount: 21, below: Math.sqrt(3.289), above: Math.sqrt(6.329) },
    { firstCount: 25, secondCount: 25, below: Math.sqrt(2.269), above: Math.sqrt(2.269) },
  ])('of $firstCount and $secondCount values', ({ firstCount, secondCount, below, above }) => {
    const { low, high } = spreadRatioInterval({ first: 2, firstCount }, { second: 1, secondCount }, 0.95);
    expect(2 / low).toBeCloseTo(below, 3);
    expect(high / 2).toBeCloseTo(above, 3);
  });

  test('covers the truth as often as it says', () => {
    const random = createRandom(11);
    const trials = 4_000;
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      const draw = (count: number, sigma: number): number =>
        standardDeviation(Array.from({ length: count }, () => sigma * random.normal()))!;
      const first = { first: draw(12, 1.5), firstCount: 12 };
      const { low, high } = spreadRatioInterval(first, { second: draw(20, 1), secondCount: 20 }, 0.95);
      if (low <= 1.5 && 1.5 <= high) covered += 1;
    }
    expect(covered / trials).toBeGreaterThan(0.94);
    expect(covered / trials).toBeLessThan(0.96);
  });
});

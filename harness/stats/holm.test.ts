import { describe, expect, test } from 'vitest';
import { holm } from './holm.ts';
import { createRandom } from './random.ts';

describe('holm', () => {
  const check = (pValues: number[], alpha: number, expected: boolean[]): void =>
    test(`[${pValues}] at ${alpha}`, () => expect(holm(pValues, alpha)).toEqual(expected));

  check([], 0.05, []);
  check([0.05], 0.05, [true]);
  check([0.051], 0.05, [false]);
  check([0.01, 0.04, 0.03, 0.005], 0.05, [true, false, false, true]); // 0.005 ≤ .0125, 0.01 ≤ .0167, 0.03 > .025
  check([0.02, 0.02, 0.02], 0.05, [false, false, false]);
  check([0.016, 0.02, 0.04], 0.05, [true, true, true]); // each step is easier than the last
  check([0.2, 0.001], 0.05, [false, true]);
  check([Number.NaN, 0.001], 0.05, [false, true]);
  check([Number.NaN, 0.03], 0.05, [false, false]); // a failed test still counts as a test
});

test('any false rejection among 8 true hypotheses: at most alpha', () => {
  const random = createRandom(8);
  const trials = 5000;
  let alarms = 0;
  for (let trial = 0; trial < trials; trial++) {
    if (holm(Array.from({ length: 8 }, random.next), 0.05).some(Boolean)) alarms++;
  }
  expect(alarms / trials).toBeLessThan(0.05 + 2 * Math.sqrt((0.05 * 0.95) / trials));
  expect(alarms / trials).toBeGreaterThan(0.04); // and it spends what it has
});

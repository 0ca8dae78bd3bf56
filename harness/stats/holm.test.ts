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

describe('holm with weights', () => {
  const check = (pValues: number[], weights: number[], expected: boolean[]): void =>
    test(`[${pValues}] weighing [${weights}]`, () => expect(holm(pValues, 0.05, weights)).toEqual(expected));

  check([0.04, 0.04], [0.8, 0.2], [true, true]); // 0.04 ≤ .8 · .05, and what is left gets all of it
  check([0.041, 0.01], [0.8, 0.2], [true, true]); // 0.01 ≤ .2 · .05 first
  check([0.041, 0.011], [0.8, 0.2], [false, false]);
  check([0.02, 0.3, 0.009], [3, 1, 1], [true, false, true]); // shares, whatever they add up to
  check([Number.NaN, 0.04], [0.2, 0.8], [false, true]);
  test('one for each, above 0', () => {
    expect(() => holm([0.1], 0.05, [])).toThrow(RangeError);
    expect(() => holm([0.1], 0.05, [0])).toThrow(RangeError);
  });
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

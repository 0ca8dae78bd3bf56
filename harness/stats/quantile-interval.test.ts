import { describe, expect, test } from 'vitest';
import { LogHistogram } from './histogram.ts';
import { quantileRanks, quantileWithInterval } from './quantile-interval.ts';
import { createRandom } from './random.ts';

describe('quantileRanks', () => {
  const check = (n: number, p: number, confidence: number, low: number, high: number): void =>
    test(`${p} of ${n} at ${confidence}`, () =>
      expect(quantileRanks(n, p, confidence)).toEqual({ low, high }));

  // the largest l with P(X < l) ≤ tail and the smallest u with P(X ≥ u) ≤ tail, from scipy.stats.binom
  check(1000, 0.99, 0.95, 983, 997);
  check(20, 0.5, 0.95, 6, 15);
  check(100, 0.9, 0.95, 84, 96);
  check(5000, 0.99, 0.95, 4936, 4964);
  check(4, 0.5, 0.95, 0, 5); // four values do not reach far enough
});

function countTo(n: number): LogHistogram {
  const histogram = new LogHistogram();
  for (let value = 1; value <= n; value++) histogram.record(value);
  return histogram;
}

describe('quantileWithInterval of 1, 2, … n ms', () => {
  const check = (n: number, p: number, expected: [number, number, number] | null): void =>
    test(`${p} of ${n}`, () => {
      const got = quantileWithInterval(countTo(n), p);
      if (got === null || expected === null) return expect(got).toBe(expected);
      for (const [index, bound] of [got.value, got.low, got.high].entries()) {
        expect(Math.abs(bound / expected[index]! - 1)).toBeLessThan(0.0101); // one bucket
      }
      expect(got.low).toBeLessThanOrEqual(expected[1]);
      expect(got.high).toBeGreaterThanOrEqual(expected[2]);
    });

  check(1000, 0.99, [990, 983, 997]);
  check(999, 0.99, null); // 9.99 samples beyond
  check(100, 0.9, [90, 84, 96]);
  check(99, 0.9, null);
  check(20, 0.5, [10, 6, 15]);
  check(19, 0.5, null);
  check(1000, 0.999, null);
  check(1000, 0.001, null); // nor below
  check(0, 0.5, null);
  check(1000, 1, null);
});

test('a confidence that the values cannot carry gives null; one that is none throws', () => {
  expect(quantileWithInterval(countTo(1000), 0.99, 0.99999)).toBeNull();
  expect(() => quantileWithInterval(countTo(10), 0.5, 1)).toThrow(RangeError);
  expect(() => quantileWithInterval(countTo(10), 1.5)).toThrow(RangeError);
});

describe('simulated: intervals that hold the true quantile of exponential latencies', () => {
  const check = (n: number, p: number): void =>
    test(`p${p * 100} of ${n}`, () => {
      const random = createRandom(n);
      const trials = 1500;
      const truthMs = -Math.log(1 - p);
      let held = 0;
      for (let trial = 0; trial < trials; trial++) {
        const histogram = new LogHistogram();
        for (let index = 0; index < n; index++) histogram.record(-Math.log(1 - random.next()));
        const got = quantileWithInterval(histogram, p);
        if (got !== null && got.low <= truthMs && truthMs <= got.high) held++;
      }
      expect(held / trials).toBeGreaterThanOrEqual(0.94);
    });

  check(40, 0.5);
  check(200, 0.9);
  check(1000, 0.99);
});

import { describe, expect, test } from 'vitest';
import { mean, median, quantile, standardDeviation, variance } from './describe.ts';

describe('mean, median, variance, standardDeviation', () => {
  const check = (values: number[], expected: [number, number, number, number]): void =>
    test(`[${values}]`, () => {
      const got = [mean(values), median(values), variance(values), standardDeviation(values)];
      for (const [index, value] of got.entries()) expect(value).toBeCloseTo(expected[index]!, 9);
    });

  check([3, 1, 2], [2, 2, 1, 1]);
  check([10, 2], [6, 6, 32, Math.sqrt(32)]);
  check([2, 4, 4, 4, 5, 5, 7, 9], [5, 4.5, 32 / 7, Math.sqrt(32 / 7)]);
  check([1e9 + 1, 1e9 + 2, 1e9 + 3], [1e9 + 2, 1e9 + 2, 1, 1]);
  check([-7, -7], [-7, -7, 0, 0]);
  check([100, 9, 1000], [1109 / 3, 100, 900181 / 3, Math.sqrt(900181 / 3)]);
});

describe('quantile', () => {
  const check = (values: number[], p: number, expected: number): void =>
    test(`${p} of [${values}]`, () => expect(quantile(values, p)).toBeCloseTo(expected, 12));

  check([5], 0.3, 5);
  check([4, 1, 3, 2], 0, 1);
  check([4, 1, 3, 2], 1, 4);
  check([4, 1, 3, 2], 0.25, 1.75); // R: quantile(1:4, .25)
  check([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9, 9.1);
});

describe('too few values, or a share that is none, throw', () => {
  const check = (what: string, call: () => number): void =>
    test(what, () => expect(call).toThrow(RangeError));

  check('mean of none', () => mean([]));
  check('median of none', () => median([]));
  check('quantile of none', () => quantile([], 0.5));
  check('quantile 1.5', () => quantile([1], 1.5));
  check('variance of one', () => variance([1]));
  check('standard deviation of one', () => standardDeviation([1]));
});

test('nothing is sorted in place', () => {
  const values = [3, 1, 2];
  median(values);
  expect(values).toEqual([3, 1, 2]);
});

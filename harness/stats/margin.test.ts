import { describe, expect, test } from 'vitest';
import { beyondPValue, logMargin, type MarginOutcome, marginOutcome, requireContrast } from './margin.ts';

const contrastOf = (mean: number, standardError: number) => ({
  mean,
  standardError,
  degreesOfFreedom: 9,
  blockCount: 10,
});

describe('marginOutcome at ±0.03, 5 %: t(9) is 2.262 two-sided, 1.833 one-sided', () => {
  const check = (mean: number, standardError: number, expected: MarginOutcome): void =>
    test(`${mean} ± ${standardError}`, () => {
      const contrast = contrastOf(mean, standardError);
      expect(marginOutcome(contrast, 0.03, 0.05, 0.05)).toBe(expected);
      expect(beyondPValue(contrast, 0.03) <= 0.05).toBe(expected === 'above' || expected === 'below');
    });

  check(0.0527, 0.01, 'above');
  check(0.0526, 0.01, 'open');
  check(-0.0527, 0.01, 'below');
  check(-0.0526, 0.01, 'open');
  check(0, 0.0163, 'within');
  check(0, 0.0164, 'open');
  check(0.0116, 0.01, 'within');
  check(-0.0117, 0.01, 'open');
  check(0.03, 0.0001, 'open');
});

test('an estimate inside the margin has p = 1', () => {
  expect([0, 0.03, -0.03].map((mean) => beyondPValue(contrastOf(mean, 0.01), 0.03))).toEqual([1, 1, 1]);
});

test('the margin is symmetric in ratios', () => {
  expect(Math.exp(logMargin(0.03))).toBeCloseTo(1.03, 12);
  expect(logMargin(0)).toBe(0);
  for (const bad of [-0.1, Number.NaN]) expect(() => logMargin(bad)).toThrow(RangeError);
});

describe('requireContrast refuses what no verdict may rest on', () => {
  const check = (mean: number, standardError: number): void =>
    test(`${mean} ± ${standardError}`, () =>
      expect(() => requireContrast(contrastOf(mean, standardError))).toThrow(RangeError));

  check(0, 0);
  check(0, Number.NaN);
  check(0, Infinity);
  check(Number.NaN, 1);
  check(Infinity, 1);
});

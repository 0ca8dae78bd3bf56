import { describe, expect, test } from 'vitest';
import {
  beyondPValue,
  errorsBeyond,
  logMargin,
  type MarginOutcome,
  marginOutcome,
  requireContrast,
} from './margin.ts';

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
      if (expected === 'above' || expected === 'below')
        expect(beyondPValue(contrast, 0.03)).toBeLessThan(0.026);
      if (expected === 'within') expect(beyondPValue(contrast, 0.03)).toBe(1);
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

/** Expected: of P(T ≤ −t) + P(T ≤ −t − 2·margin/error) at nine degrees of freedom, by tables: t(9) is 1.833, 2.262, 2.821 at 5, 2.5, 1 %. */
describe('beyondPValue, and how far out an estimate has to lie for it', () => {
  const check = (name: string, margin: number, errors: number, expected: number): void =>
    test(name, () => {
      const contrast = contrastOf(margin + errors * 0.01, 0.01);
      expect(beyondPValue(contrast, margin)).toBeCloseTo(expected, 4);
      expect(errorsBeyond(contrast, margin, beyondPValue(contrast, margin))).toBeCloseTo(errors, 6);
    });

  check('without a margin it is two-sided', 0, 2.262157, 0.05);
  check('beyond a wide margin one-sided', 0.5, 1.833113, 0.05);
  check('a wide margin, 1 %', 0.5, 2.821438, 0.01);
  check('a narrow one in between: the far side is at 2.262 errors', 0.00214419, 1.833113, 0.05 + 0.025);

  test('below the margin on the other side alike', () => {
    expect(beyondPValue(contrastOf(-0.05, 0.01), 0.03)).toBe(beyondPValue(contrastOf(0.05, 0.01), 0.03));
  });
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

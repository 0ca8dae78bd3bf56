import { describe, expect, test } from 'vitest';
import { incompleteBeta, logGamma } from './incomplete-beta.ts';

describe('logGamma', () => {
  const check = (x: number, expected: number): void =>
    test(`${x}`, () =>
      expect(Math.abs(logGamma(x) - expected)).toBeLessThan(1e-12 * (1 + Math.abs(expected))));

  // scipy.special.gammaln
  check(0.1, 2.252712651734206);
  check(0.5, 0.5723649429247);
  check(1, 0);
  check(4.2, 2.04855563696059);
  check(100, 359.1342053695754);

  test('is refused where it is not defined', () => {
    for (const bad of [0, -1, Number.NaN]) expect(() => logGamma(bad)).toThrow(RangeError);
  });
});

describe('incompleteBeta', () => {
  const check = (a: number, b: number, x: number, expected: number): void =>
    test(`I_${x}(${a}, ${b})`, () => expect(incompleteBeta(a, b, x)).toBeCloseTo(expected, 11));

  // scipy.special.betainc
  check(2, 3, 0.4, 0.5248);
  check(0.5, 0.5, 0.1, 0.20483276469913345);
  check(50, 0.5, 0.99, 0.3173043978741973);
  check(5000, 10, 0.998, 0.4555524944046158);
  check(1, 1, 0.3, 0.3);
  check(2, 3, 0, 0);
  check(2, 3, 1, 1);

  test('is refused where it is not defined', () => {
    const calls = [
      () => incompleteBeta(0, 1, 0.5),
      () => incompleteBeta(1, -1, 0.5),
      () => incompleteBeta(1, 1, 1.1),
      () => incompleteBeta(1, 1, Number.NaN),
    ];
    for (const call of calls) expect(call).toThrow(RangeError);
  });
});

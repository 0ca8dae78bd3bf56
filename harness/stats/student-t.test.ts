import { describe, expect, test } from 'vitest';
import { normalQuantile, tCdf, tQuantile } from './student-t.ts';

describe('tQuantile against tables', () => {
  const check = (p: number, degreesOfFreedom: number, expected: number): void =>
    test(`p ${p}, df ${degreesOfFreedom}`, () => {
      expect(Math.abs(tQuantile(p, degreesOfFreedom) / expected - 1)).toBeLessThan(1e-9);
      expect(tQuantile(1 - p, degreesOfFreedom)).toBeCloseTo(-tQuantile(p, degreesOfFreedom), 6);
    });

  // Abramowitz & Stegun 1964, table 26.10, with more digits from R's qt
  check(0.975, 1, 12.706204736174694);
  check(0.975, 2, 4.302652729749462);
  check(0.975, 5, 2.5705818356363155);
  check(0.975, 10, 2.228138851986273);
  check(0.975, 100, 1.9839715185235518);
  check(0.995, 1, 63.65674116287155);
  check(0.995, 9, 3.2498355415921263);
  check(0.9, 3, 1.6377443536962102);
  // degrees of freedom that are not whole: scipy.stats.t.ppf
  check(0.975, 2.5, 3.5746548420036817);
  check(0.9999, 1.2, 866.2006155333052);
  check(0.995, 4.7, 4.1678920401190584);
  check(0.98, 9, 2.3984409848565056);
  check(0.975, 123.45, 1.9793670082936676);
  check(0.8, 4, 0.9409645772351816);
  check(0.6, 1, 0.32491969623290634);
  check(0.9995, 17.25, 3.9537072581680937);
  check(0.975, 1e7, 1.959964221767205);

  test('the median is 0', () => expect(tQuantile(0.5, 3)).toBe(0));
  test('a lower quantile is the mirrored upper one', () =>
    expect(tQuantile(0.01, 3.3)).toBeCloseTo(-4.226609156667668, 9));
});

describe('tCdf against scipy.stats.t.cdf', () => {
  const check = (t: number, degreesOfFreedom: number, expected: number): void =>
    test(`t ${t}, df ${degreesOfFreedom}`, () => expect(tCdf(t, degreesOfFreedom)).toBeCloseTo(expected, 10));

  check(0, 5, 0.5);
  check(1, 1, 0.75);
  check(-1, 1, 0.25);
  check(2, 2.5, 0.9213042521210171);
  check(-3.3, 7.7, 0.005728751889341337);
  check(10, 3, 0.9989358004707929);
  check(0.01, 1e6, 0.5039893553172262);
  check(5, 50, 0.9999962833938764);
  check(Infinity, 3, 1);
  check(-Infinity, 3, 0);
});

test('tQuantile undoes tCdf', () => {
  for (const degreesOfFreedom of [1, 1.5, 4, 19, 250.5]) {
    for (const t of [-6, -0.3, 0.1, 2, 5]) {
      expect(tQuantile(tCdf(t, degreesOfFreedom), degreesOfFreedom)).toBeCloseTo(t, 6);
    }
  }
});

describe('normalQuantile against tables', () => {
  const check = (p: number, expected: number): void =>
    test(`p ${p}`, () => expect(normalQuantile(p)).toBeCloseTo(expected, 12));

  check(0.5, 0);
  check(0.6, 0.2533471031357997);
  check(0.8, 0.8416212335729143);
  check(0.975, 1.959963984540054);
  check(0.995, 2.5758293035489004);
  check(0.08, -1.4050715603096324);
  check(1e-10, -6.361340902404056);
  check(1e-15, -7.941345326170997);
});

describe('what has no answer throws', () => {
  const check = (name: string, call: () => number): void =>
    test(name, () => expect(call).toThrow(RangeError));

  check('p 0', () => tQuantile(0, 3));
  check('p 1', () => tQuantile(1, 3));
  check('p NaN', () => normalQuantile(Number.NaN));
  check('no degrees of freedom', () => tQuantile(0.9, 0));
  check('endless degrees of freedom', () => tCdf(1, Infinity));
  check('t NaN', () => tCdf(Number.NaN, 3));
});

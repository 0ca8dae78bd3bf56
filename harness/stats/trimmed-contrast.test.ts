import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { logContrast } from './contrast.ts';
import { degreesOfFreedomOf, LEAST_TRIMMED_BLOCKS, trimmedLogContrast } from './trimmed-contrast.ts';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe('trimmedLogContrast', () => {
  const check = (
    name: string,
    differences: number[],
    expected: [mean: number, standardError: number, degreesOfFreedom: number, blockCount: number] | null,
  ): void =>
    test(name, () => {
      const got = trimmedLogContrast(differences);
      expect(got === null ? null : Object.values(got)).toEqual(
        expected?.map((value) => expect.closeTo(value, 12)) ?? null,
      );
    });
  // 2 … 11 are kept; squared deviations from 6.5 of 2, 2, 3, … 10, 11, 11: 123, over 10 · 9.
  const ofTwelve: Parameters<typeof check>[2] = [6.5, Math.sqrt(123 / 90), 8, 12];

  check('twelve in order', upTo(12), ofTwelve);
  check('in another order', [...upTo(6).reverse(), 12, 11, 10, 9, 8, 7], ofTwelve);
  check('the largest does not matter', [...upTo(11), 1e6], ofTwelve);
  check('nor the smallest', [-1e6, ...upTo(12).slice(1)], ofTwelve);
  check('of more blocks, one on each side as well', upTo(14), [
    7.5,
    Math.sqrt((143 + 2 * 5.5 ** 2) / 132),
    10,
    14,
  ]);
  check('what is not a number stays none', [...upTo(11), Number.NaN], null);
  check('nor infinity', [...upTo(11), Infinity], null);
  check('blocks that agree exactly are not certain', Array(12).fill(1), [1, 0.001 / Math.sqrt(6), 8, 12]);
  check('a lone block', [1], null);

  test('with fewer all blocks count', () => {
    const few = upTo(LEAST_TRIMMED_BLOCKS - 1);
    expect(trimmedLogContrast(few)).toEqual(logContrast(few));
    expect(trimmedLogContrast(few, 0.01)).toEqual(logContrast(few, 0.01));
  });

  test('B to A is as sure as A to B, and says how many degrees of freedom it has', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 30 }),
        (logs) => {
          const [there, back] = [trimmedLogContrast(logs), trimmedLogContrast(logs.map((log) => -log))];
          if (there === null || back === null) throw new Error('These have a contrast.');
          expect(back.mean).toBeCloseTo(-there.mean, 12);
          expect(back.standardError).toBeCloseTo(there.standardError, 12);
          expect(there.degreesOfFreedom).toBe(degreesOfFreedomOf(logs.length));
        },
      ),
      { seed: 8 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  BLOCK_VALUE_RESOLUTION_RATIO,
  combineContrasts,
  type LogContrast,
  pairedLogContrast,
  ratioInterval,
} from './contrast.ts';

const E = Math.E;

describe('pairedLogContrast', () => {
  const check = (
    name: string,
    cell: number[],
    reference: number[],
    expected: [mean: number, standardError: number, degreesOfFreedom: number, blockCount: number] | null,
  ): void =>
    test(name, () => {
      const got = pairedLogContrast(cell, reference);
      expect(got === null ? null : Object.values(got)).toEqual(
        expected?.map((value) => expect.closeTo(value, 12)) ?? null,
      );
    });
  const floor = BLOCK_VALUE_RESOLUTION_RATIO / Math.sqrt(6);

  check('no blocks', [], [], null);
  check('one block has no spread', [2], [1], null);
  check('two blocks', [E, E ** 3], [1, 1], [2, 1, 1, 2]);
  check('the blocks’ own level drops out', [10 * E, 1000 * E ** 3], [10, 1000], [2, 1, 1, 2]);
  check('three blocks', [E, E ** 2, E ** 3], [1, 1, 1], [2, 1 / Math.sqrt(3), 2, 3]);
  check('blocks that agree exactly are not certain', [3, 3, 3], [3, 3, 3], [0, floor, 2, 3]);
  check('nor when they agree on a change', [2, 4], [1, 2], [Math.LN2, floor, 1, 2]);
  check('zero throughput has no ratio', [0, 1], [1, 1], null);
  check('nor has a negative value', [1, 1], [1, -1], null);
  check('nor what is not a number', [Number.NaN, 1], [1, 1], null);
  check('nor infinity', [1, Infinity], [1, 1], null);

  test('a coarser instrument has a higher floor', () => {
    expect(pairedLogContrast([3, 3], [3, 3], 0.01)?.standardError).toBeCloseTo(0.01 / Math.sqrt(6), 12);
  });
  test('lists of different length are refused', () => {
    expect(() => pairedLogContrast([1, 2], [1])).toThrow(RangeError);
  });
});

describe('combineContrasts', () => {
  const of = (
    mean: number,
    standardError: number,
    degreesOfFreedom: number,
    blockCount: number,
  ): LogContrast => ({
    mean,
    standardError,
    degreesOfFreedom,
    blockCount,
  });
  const check = (name: string, a: LogContrast, b: LogContrast, expected: LogContrast): void =>
    test(name, () => {
      const got = combineContrasts(a, b);
      for (const key of ['mean', 'standardError', 'degreesOfFreedom', 'blockCount'] as const) {
        expect(got[key]).toBeCloseTo(expected[key], 9);
      }
    });

  check('equal sides: the degrees of freedom add', of(3, 1, 4, 5), of(1, 1, 4, 5), of(2, Math.SQRT2, 8, 5));
  check('one sure side leaves those of the other', of(0, 1, 4, 5), of(1, 1e-9, 9, 10), of(-1, 1, 4, 5));
  check('in between', of(0, 2, 4, 5), of(0, 1, 9, 10), of(0, Math.sqrt(5), 25 / (4 + 1 / 9), 5));
});

describe('ratioInterval', () => {
  const check = (
    mean: number,
    standardError: number,
    df: number,
    confidence: number,
    expected: number[],
  ): void =>
    test(`${mean} ± ${standardError}, df ${df}, ${confidence}`, () => {
      const contrast = { mean, standardError, degreesOfFreedom: df, blockCount: df + 1 };
      const { value, low, high } = ratioInterval(contrast, confidence);
      expect([value, low, high]).toEqual(expected.map((bound) => expect.closeTo(bound, 9)));
    });

  check(0, 1, 2, 0.95, [1, Math.exp(-4.302652729749462), Math.exp(4.302652729749462)]);
  check(Math.LN2, 0.1, 10, 0.95, [2, 2 * Math.exp(-0.2228138851986273), 2 * Math.exp(0.2228138851986273)]);
  check(Math.LN2, 0.1, 9, 0.99, [2, 2 * Math.exp(-0.32498355415921265), 2 * Math.exp(0.32498355415921265)]);

  test('B to A is as sure as A to B', () => {
    const values = fc.array(fc.double({ min: 1, max: 1000, noNaN: true }), { minLength: 3, maxLength: 6 });
    fc.assert(
      fc.property(values, values, (a, b) => {
        const count = Math.min(a.length, b.length);
        const there = pairedLogContrast(a.slice(0, count), b.slice(0, count));
        const back = pairedLogContrast(b.slice(0, count), a.slice(0, count));
        if (there === null || back === null) throw new Error('These values have a contrast.');
        expect(Math.log(ratioInterval(there).low)).toBeCloseTo(-Math.log(ratioInterval(back).high), 6);
      }),
      { seed: 4 },
    );
  });
});

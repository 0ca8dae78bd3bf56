import { describe, expect, test } from 'vitest';
import { tiedWithBest } from './best.ts';

describe('tiedWithBest', () => {
  /** Cells with these log values; each contrast has this standard error and 9 degrees of freedom. */
  const check = (name: string, logs: number[], standardError: number, expected: boolean[]): void =>
    test(name, () => {
      const contrastOf = (i: number, j: number) => ({
        mean: logs[i]! - logs[j]!,
        standardError,
        degreesOfFreedom: 9,
        blockCount: 10,
      });
      expect(tiedWithBest(logs.length, contrastOf)).toEqual(expected);
    });

  check('no cells', [], 0.01, []);
  check('one cell is the best', [0], 0.01, [true]);
  check('one is clearly better', [0, 0.1], 0.01, [false, true]);
  check('two that cannot be told apart', [0, 0.018], 0.01, [true, true]); // t(.95; 9) = 1.833
  check('two that can', [0, 0.019], 0.01, [false, true]);
  check('with four, it takes more', [0, 0.024, 0, 0], 0.01, [true, true, true, true]); // t(.9833; 9) = 2.51
  check('and then it is enough', [0, 0.026, 0, 0], 0.01, [false, true, false, false]);
  check('a chain: the middle one ties with the best, the last does not', [0.04, 0.02, 0], 0.01, [
    true,
    true,
    false,
  ]);

  test('a pair that cannot be compared takes no star', () => {
    expect(tiedWithBest(2, () => null)).toEqual([true, true]);
  });
  test('a contrast without spread is refused', () => {
    const certain = { mean: 1, standardError: 0, degreesOfFreedom: 9, blockCount: 10 };
    expect(() => tiedWithBest(2, () => certain)).toThrow(RangeError);
  });
});

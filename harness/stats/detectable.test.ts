import { describe, expect, test } from 'vitest';
import { detectableRatio, moreBlocksToSettle } from './detectable.ts';
import { twoSidedT } from './student-t.ts';

const contrastOf = (mean: number, standardError: number, blockCount: number) => ({
  mean,
  standardError,
  degreesOfFreedom: blockCount - 1,
  blockCount,
});

/** Expected: the 0.8 quantile of (t·S₂ − Z)/S₁ among 400,000 draws, S² from chi-squared with two thirds of the degrees of freedom. */
describe('detectableRatio beyond a margin of 0.03 at 4 %, in standard errors beyond it', () => {
  const check = (blockCount: number, expected: number): void =>
    test(`${blockCount} blocks`, () => {
      const ratio = detectableRatio(contrastOf(0.5, 0.01, blockCount), 0.03, twoSidedT(0.96, blockCount - 1));
      expect(Math.abs((Math.log(ratio) - 0.03) / 0.01 / expected - 1)).toBeLessThan(0.035);
    });

  check(5, 5.602);
  check(10, 3.823);
  check(20, 3.291);
  check(1000, 2.901); // the usual t + t: 2.06 + 0.84

  test('is never infinite', () => {
    expect(detectableRatio(contrastOf(0, 1000, 2), 0.03, 16)).toBe(Number.MAX_VALUE);
  });
});

/** Expected: the same condition, counted up with scipy.stats.t.ppf. */
describe('moreBlocksToSettle against a margin of 0.03, 5 %', () => {
  const check = (name: string, mean: number, standardError: number, expected: number | null): void =>
    test(name, () => {
      const contrast = contrastOf(mean, standardError, 10);
      expect(moreBlocksToSettle(contrast, 0.03, 0.05, 0.05)).toBe(expected);
    });

  check('on the margin', 0.03, 0.01, null);
  check('within one standard error of it', 0.0399, 0.01, null);
  check('just beyond that', 0.0401, 0.01, 69);
  check('further', 0.05, 0.01, 12);
  check('nearly there', 0.06, 0.01, 1);
  check('the other side', -0.05, 0.01, 12);
  check('equal, and noisy', 0, 0.02, 20);
  check('equal, and nearly there', 0, 0.0125, 3);

  test('one block foretells nothing', () => {
    expect(
      moreBlocksToSettle({ ...contrastOf(0.5, 0.1, 1), degreesOfFreedom: 1 }, 0.03, 0.05, 0.05),
    ).toBeNull();
  });
});

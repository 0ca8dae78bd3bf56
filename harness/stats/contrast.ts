/**
 * How two cells differ, as a difference of logarithms with its standard error: the one currency of all verdicts.
 */
import { mean, variance } from './describe.ts';
import type { Interval } from './mean-interval.ts';
import { twoSidedT } from './student-t.ts';

/**
 * An estimate of ln(cell ÷ reference). Logs, because a ratio of A to B must be as sure as that of B to A, and
 * because what the machine does to a block multiplies both sides. `standardError` is above 0.
 */
export interface LogContrast {
  mean: number;
  standardError: number;
  degreesOfFreedom: number;
  /** How many blocks it rests on: for one made of two contrasts, the smaller number. */
  blockCount: number;
}

/** How finely a block value can be told, as a ratio: what the default of {@link pairedLogContrast} assumes. */
export const BLOCK_VALUE_RESOLUTION_RATIO = 0.001;

/**
 * The contrast of two cells measured in the same blocks: `cell[i]` and `reference[i]` are their values in block i,
 * in one unit, above 0. Per block d = ln cell − ln reference; estimate = mean of d; standard error = s/√B, with B −
 * 1 degrees of freedom (the paired t of Student 1908; the block is the unit because variance arises there, Kalibera
 * & Jones 2013). Pairing takes out whatever the blocks have in common.
 *
 * Null under 2 blocks, or when a value is not a positive finite number: a failed statistic never means
 * "significant". Throws a `RangeError` when the lists differ in length.
 *
 * The standard error has a floor, since blocks that agree exactly show that the instrument is coarse, not that the
 * truth is known ("zero variance, a certain and wrong verdict", MEASURING.md §1). A value read in steps of a ratio
 * r is off by up to r/2, uniformly, with variance r²/12 (Sheppard 1898), the difference of two by r²/6; and when
 * every block reads the same step, more blocks do not average it away. So the floor is r/√6, whatever B.
 * `resolutionRatio` r is 0.1 % for throughput credited by spans, below anything a real block repeats to (0.22 % at
 * best); give 0.01 for values that were read from a {@link LogHistogram}, whose buckets are 1 % wide, and 1 ÷ count
 * for counts. No floor helps against a bias beyond r: the instrument has to be right first.
 */
export function pairedLogContrast(
  cell: readonly number[],
  reference: readonly number[],
  resolutionRatio = BLOCK_VALUE_RESOLUTION_RATIO,
): LogContrast | null {
  if (cell.length !== reference.length) {
    throw new RangeError(
      `A paired contrast needs one value of each side per block, not ${cell.length} and ${reference.length}.`,
    );
  }
  return logContrast(
    cell.map((value, block) => Math.log(value) - Math.log(reference[block]!)),
    resolutionRatio,
  );
}

/** The same out of the log ratios themselves, one per block: see {@link pairedLogContrast}. */
export function logContrast(
  differences: readonly number[],
  resolutionRatio = BLOCK_VALUE_RESOLUTION_RATIO,
): LogContrast | null {
  const blockCount = differences.length;
  if (blockCount < 2 || !differences.every(Number.isFinite)) return null;
  return {
    mean: mean(differences),
    standardError: Math.max(Math.sqrt(variance(differences) / blockCount), resolutionRatio / Math.sqrt(6)),
    degreesOfFreedom: blockCount - 1,
    blockCount,
  };
}

/**
 * a − b for two contrasts with the same reference cell that were measured in different blocks (another group,
 * another run): ln(cell of a ÷ cell of b). The variances add, for the reference was run anew in each; degrees of
 * freedom by Welch 1947 and Satterthwaite 1946 (with equal block counts a 95 % interval holds the truth in
 * 95.3–97.5 %; in 94.4 % when one side has 5 blocks against 12 and twice their spread). Cells that share their
 * blocks are contrasted directly by {@link pairedLogContrast} instead: subtracting would count the reference's
 * noise twice. Pure.
 */
export function combineContrasts(a: LogContrast, b: LogContrast): LogContrast {
  const varianceA = a.standardError ** 2;
  const varianceB = b.standardError ** 2;
  const variance = varianceA + varianceB;
  return {
    mean: a.mean - b.mean,
    standardError: Math.sqrt(variance),
    degreesOfFreedom:
      variance ** 2 / (varianceA ** 2 / a.degreesOfFreedom + varianceB ** 2 / b.degreesOfFreedom),
    blockCount: Math.min(a.blockCount, b.blockCount),
  };
}

/**
 * The ratio cell ÷ reference with its two-sided t interval, by exp of the log interval: exact for logs, so it stays
 * positive and the inverse ratio has the inverse interval. Throws a `RangeError` unless 0 < confidence < 1.
 */
export function ratioInterval(contrast: LogContrast, confidence = 0.95): Interval {
  const half = twoSidedT(confidence, contrast.degreesOfFreedom) * contrast.standardError;
  return {
    value: Math.exp(contrast.mean),
    low: Math.exp(contrast.mean - half),
    high: Math.exp(contrast.mean + half),
  };
}

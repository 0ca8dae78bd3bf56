/** How much faster one cell is than another of its condition, out of the contrasts that both have with the reference. */
import type { Contrast } from '../../harness/result/schema.ts';
import { combineContrasts, type LogContrast, ratioInterval } from '../../harness/stats/contrast.ts';
import { twoSidedT } from '../../harness/stats/student-t.ts';
import { degreesOfFreedomOf } from '../../harness/stats/trimmed-contrast.ts';
import type { Estimate } from './cell-row.ts';

/** A speed-up; the bounds are null for the base itself, which is 1 by definition. */
export interface SpeedUp extends Estimate {
  /** Made of two contrasts whose errors were taken for independent. */
  readonly isCombined: boolean;
}

const CONFIDENCE = 0.95;

/**
 * The estimate on the log scale that the stored interval of a contrast was made from; null where there is none. Documents from before
 * medians were trimmed had three degrees of freedom more from twelve blocks on: their standard error reads some 5 % too small. Pure.
 */
export function logContrastOf({ ratio, blockCount }: Contrast): LogContrast | null {
  if (ratio === null || blockCount < 2 || !(ratio.low > 0 && ratio.high < Infinity)) return null;
  const degreesOfFreedom = degreesOfFreedomOf(blockCount);
  const standardError = Math.log(ratio.high / ratio.low) / (2 * twoSidedT(CONFIDENCE, degreesOfFreedom));
  return { mean: Math.log(ratio.value), standardError, degreesOfFreedom, blockCount };
}

/** The cells whose speed-up is asked for; a null contrast is the reference itself. */
type Side = Contrast | 'reference' | null;

/**
 * `cell` ÷ `base` by the paired, median-based ratios. Where one of them is the reference it is their contrast itself;
 * else the ratio of the two ratios, variances added on the log scale (`combineContrasts`): cells that shared a block with
 * one reference have part of their noise in common, so that such an interval is rather too wide than too narrow. Null where
 * a side has no interval, or when both are the reference. Pure.
 */
export function speedUpOf(cell: Side, base: Side): SpeedUp | null {
  if (cell === null || base === null || (cell === 'reference' && base === 'reference')) return null;
  if (base === 'reference') {
    return cell === 'reference' || cell.ratio === null ? null : { ...cell.ratio, isCombined: false };
  }
  if (cell === 'reference') {
    if (base.ratio === null) return null;
    const { value, low, high } = base.ratio;
    return { value: 1 / value, low: 1 / high, high: 1 / low, isCombined: false };
  }
  if (cell.reference !== base.reference) return null;
  const [over, under] = [logContrastOf(cell), logContrastOf(base)];
  if (over === null || under === null) return null;
  return { ...ratioInterval(combineContrasts(over, under), CONFIDENCE), isCombined: true };
}

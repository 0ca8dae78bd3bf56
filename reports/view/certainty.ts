/** How sure a condition is: each cell's paired ratio to the reference, and where its interval lies against the margin. */
import type { CellRow } from './cell-row.ts';
import { keyOf, type SeriesKey } from './series.ts';

/** The ratio of one cell to the reference with its 95 % interval: 1.02 is 2 % more. */
export interface CertaintySeries extends SeriesKey {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** The run could not say whether the cell differs. */
  readonly isUnsure: boolean;
}

/** Cells that were contrasted with the reference, in the order of the rows; none without intervals. Pure. */
export function toCertaintySeries(rows: readonly CellRow[]): CertaintySeries[] {
  return rows.flatMap((row) =>
    row.ratio === null ? [] : { ...keyOf(row), ...row.ratio, isUnsure: row.verdict === 'unsure' },
  );
}

/** The ratios within which two count as the same: verdicts take the margin on a log scale, 1 ÷ (1 + Δ) to 1 + Δ. Pure. */
export const marginBand = (marginRatio: number): { readonly low: number; readonly high: number } => ({
  low: 1 / (1 + marginRatio),
  high: 1 + marginRatio,
});

/**
 * Where an interval lies against the margin, in words: `all above the margin`, `inside the margin`, `reaches below the margin`.
 * An interval of 95 % may lie beyond it where the verdict, which looks at two estimates, is not sure: that is said. Pure.
 */
export function placeOf(
  { low, high }: Pick<CertaintySeries, 'low' | 'high'>,
  marginRatio: number,
  isUnsure = false,
): string {
  const band = marginBand(marginRatio);
  const doubt = isUnsure ? ', not surely enough for two estimates' : '';
  if (low > band.high) return `all above the margin${doubt}`;
  if (high < band.low) return `all below the margin${doubt}`;
  const isHigh = high > band.high;
  const isLow = low < band.low;
  if (isHigh && isLow) return 'reaches beyond the margin on both sides';
  return isHigh || isLow ? `reaches ${isHigh ? 'above' : 'below'} the margin` : 'inside the margin';
}

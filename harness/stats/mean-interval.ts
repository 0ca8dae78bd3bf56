/** An estimate with its confidence interval, and the plainest one: the mean of independent values. */
import { mean, variance } from './describe.ts';
import { twoSidedT } from './student-t.ts';

/** A point estimate between the bounds of its interval, all in one unit. */
export interface Interval {
  value: number;
  low: number;
  high: number;
}

/**
 * The mean of `values` with its two-sided t interval (Student 1908), in their unit; null under 2 values, which have
 * no spread, and when one of them is not a finite number. Meant for block values: blocks are independent, samples
 * inside one process are not, and an interval made of those is far too narrow (MEASURING.md §2). Values that agree
 * exactly give an interval without width, fit to be shown; verdicts rest on contrasts, which are never certain.
 * Pure. Throws a `RangeError` unless 0 < confidence < 1.
 */
export function meanInterval(values: readonly number[], confidence = 0.95): Interval | null {
  if (values.length < 2 || !values.every(Number.isFinite)) return null;
  const value = mean(values);
  const half = twoSidedT(confidence, values.length - 1) * Math.sqrt(variance(values) / values.length);
  return { value, low: value - half, high: value + half };
}

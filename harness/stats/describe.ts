/** The plain descriptions of a list of numbers. Pure; all throw a `RangeError` rather than give NaN. */

function requireValues(values: readonly number[], least: number, what: string): void {
  if (values.length < least)
    throw new RangeError(`A ${what} needs at least ${least} values, not ${values.length}.`);
}

/** Arithmetic mean, in the unit of the values. Throws a `RangeError` when there are none. */
export function mean(values: readonly number[]): number {
  requireValues(values, 1, 'mean');
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** The middle value, or the mean of the middle two. Throws a `RangeError` when there are none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/**
 * The value below which the share `p` lies, by linear interpolation between order statistics: type 7 of Hyndman &
 * Fan 1996, what R and NumPy give by default. Throws a `RangeError` without values or unless 0 ≤ p ≤ 1.
 */
export function quantile(values: readonly number[], p: number): number {
  requireValues(values, 1, 'quantile');
  if (!(p >= 0 && p <= 1)) throw new RangeError(`A quantile needs a share from 0 to 1, not ${p}.`);
  const sorted = Float64Array.from(values).sort();
  const position = p * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.ceil(position)]!;
  return low === high ? low : low + (position - below) * (high - low);
}

/**
 * Sample variance with n − 1 (Bessel), in squared units, by two passes so that a large mean does not cancel it
 * away. Throws a `RangeError` under 2 values: one value has no spread, and 0 would claim certainty.
 */
export function variance(values: readonly number[]): number {
  requireValues(values, 2, 'variance');
  const centre = mean(values);
  let sum = 0;
  for (const value of values) sum += (value - centre) ** 2;
  return sum / (values.length - 1);
}

/** Square root of {@link variance}, in the unit of the values. Throws like it. */
export function standardDeviation(values: readonly number[]): number {
  return Math.sqrt(variance(values));
}

/** A quantile of latencies together with how sure it is. */
import type { LogHistogram } from './histogram.ts';
import { incompleteBeta } from './incomplete-beta.ts';
import type { Interval } from './mean-interval.ts';

const LEAST_BEYOND = 10;

/** P(X ≤ k) for X binomial (n, p): Abramowitz & Stegun 1964, 26.5.24. */
function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  return k >= n ? 1 : incompleteBeta(n - k, k + 1, 1 - p, p);
}

/** The smallest k with P(X ≤ k) ≥ probability, by bisection. */
function binomialQuantile(probability: number, n: number, p: number): number {
  let low = -1;
  let high = n;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (binomialCdf(middle, n, p) >= probability) high = middle;
    else low = middle;
  }
  return high;
}

/**
 * The ranks, 1…n, between which the true p-quantile of `n` independent values lies with at least the given
 * confidence: the distribution-free order-statistic interval (Conover 1999 §3.2; Hahn & Meeker 1991 §5.2). A rank
 * may be 0 or n + 1 where the values do not reach far enough. Exact binomial: the normal approximation is off just
 * where p99 lives.
 */
export function quantileRanks(n: number, p: number, confidence: number): { low: number; high: number } {
  const tail = (1 - confidence) / 2;
  const belowLow = binomialQuantile(tail, n, p);
  const low = binomialCdf(belowLow, n, p) <= tail ? belowLow + 1 : belowLow;
  return { low, high: binomialQuantile(1 - tail, n, p) + 1 };
}

/**
 * The p-quantile in milliseconds with its binomial order-statistic interval; null unless at least 10 values are
 * expected on either side of it (n·(1 − p) ≥ 10: a p99 of 200 tasks is the second-largest of them and says
 * nothing), or when the interval reaches past the values. The bounds are the outer edges of their buckets, so
 * bucketing never narrows it.
 *
 * The interval takes the values as independent. Tasks of one process are alike and a pause delays many in a row, so
 * it is a lower bound of the doubt about *this* histogram and no ground for a verdict: those are made from blocks.
 * Pure. Throws a `RangeError` unless 0 ≤ p ≤ 1 and 0 < confidence < 1.
 */
export function quantileWithInterval(histogram: LogHistogram, p: number, confidence = 0.95): Interval | null {
  if (!(p >= 0 && p <= 1 && confidence > 0 && confidence < 1)) {
    throw new RangeError(`There is no ${p} quantile with confidence ${confidence}.`);
  }
  const n = histogram.count;
  if (n * Math.min(p, 1 - p) < LEAST_BEYOND * (1 - 1e-9)) return null; // 1 − 0.9 is a little under 0.1
  const ranks = quantileRanks(n, p, confidence);
  const value = histogram.quantileMs(p);
  const low = histogram.bucketAtRank(ranks.low);
  const high = histogram.bucketAtRank(ranks.high);
  if (ranks.low < 1 || ranks.high > n || value === null || low === null || high === null) return null;
  return { value, low: low.lowMs, high: high.highMs };
}

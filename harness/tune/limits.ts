/** Limits that were asked for, each on its confidence bound: what is not shown to keep them is not recommended. Pure. */
import type { HistogramDocument, Interval, Round } from '../result/schema.ts';
import type { TuneLimit } from '../result/tune-schema.ts';
import { LogHistogram } from '../stats/histogram.ts';
import { meanInterval } from '../stats/mean-interval.ts';
import { quantileRanks, quantileWithInterval } from '../stats/quantile-interval.ts';

/** Null: not asked for. */
export interface Limits {
  readonly p99Ms: number | null;
  readonly loopDelayMs: number | null;
  readonly addedMemoryBytes: number | null;
}

const P = 0.99;

/**
 * The p99 of all rounds together. Its upper bound is the larger of two: the order-statistic bound of the pooled samples, which
 * takes them as independent, and the t bound over the p99 of each block, which does not. Null with fewer than 1,000 samples.
 */
export function pooledP99(histograms: readonly HistogramDocument[]): Interval | null {
  const each = histograms.map((histogram) => LogHistogram.from(histogram)).filter(({ count }) => count > 0);
  const all = new LogHistogram();
  for (const histogram of each) all.merge(histogram);
  const pooled = quantileWithInterval(all, P);
  if (pooled === null) return null;
  const own = each.map((histogram) => histogram.quantileMs(P)).filter((value) => value !== null);
  const byBlocks = meanInterval(own);
  return byBlocks === null ? pooled : { ...pooled, high: Math.max(pooled.high, byBlocks.high) };
}

/**
 * The upper bound of the p99 alone: of the order statistics (Conover 1999, §3.2), which need 368 samples and not the 1,000 that a
 * figure to be shown needs, or of the blocks where that is larger. Null with fewer.
 */
function boundOfP99(histograms: readonly HistogramDocument[]): number | null {
  const each = histograms.map((histogram) => LogHistogram.from(histogram)).filter(({ count }) => count > 0);
  const all = new LogHistogram();
  for (const histogram of each) all.merge(histogram);
  const rank = quantileRanks(all.count, P, 0.95).high;
  const bucket = rank <= all.count ? all.bucketAtRank(rank) : null;
  if (bucket === null) return null;
  const own = each.map((histogram) => histogram.quantileMs(P)).filter((value) => value !== null);
  return Math.max(bucket.highMs, meanInterval(own)?.high ?? 0);
}

/** The mean with its upper bound; one block has none. */
function meanBound(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return meanInterval(known)?.high ?? null;
}

function judge(id: TuneLimit['id'], most: number | null, bound: number | null): TuneLimit[] {
  if (most === null) return [];
  return [{ id, most, bound, standing: bound === null ? 'unknown' : bound <= most ? 'kept' : 'broken' }];
}

/** What the valid rounds of one size say about every limit that was asked for. */
export function judgeLimits(rounds: readonly Round[], limits: Limits): TuneLimit[] {
  const waits = rounds.flatMap(({ loop }) => (loop === null ? [] : [loop.waits]));
  return [
    ...judge(
      'p99',
      limits.p99Ms,
      limits.p99Ms === null ? null : boundOfP99(rounds.map(({ latency }) => latency)),
    ),
    ...judge('loop-delay', limits.loopDelayMs, limits.loopDelayMs === null ? null : boundOfP99(waits)),
    ...judge(
      'added-memory',
      limits.addedMemoryBytes,
      meanBound(rounds.map(({ addedMemoryBytes }) => addedMemoryBytes)),
    ),
  ];
}

/** The worst of them: one broken limit is enough, and what is unknown is not kept. */
export function feasibilityOf(judged: readonly TuneLimit[]): 'kept' | 'broken' | 'unknown' {
  if (judged.some(({ standing }) => standing === 'broken')) return 'broken';
  return judged.some(({ standing }) => standing === 'unknown') ? 'unknown' : 'kept';
}

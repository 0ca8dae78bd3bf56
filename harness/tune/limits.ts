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
  /** What comes every second: a size that falls behind has no latency, and is out of the question. */
  readonly ratePerSec: number | null;
}

/** What limits look at. */
export type LimitedRound = Pick<Round, 'latency' | 'addedMemoryBytes'> & {
  readonly openLoop?: Pick<NonNullable<Round['openLoop']>, 'isSaturated'> | undefined;
  readonly loop: Pick<NonNullable<Round['loop']>, 'waits'> | null;
};

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

/** Between these a figure lies with 95 %. */
interface Bounds {
  readonly low: number;
  readonly high: number;
}

/**
 * Bounds of the p99 alone: of the order statistics (Conover 1999, §3.2), which need 368 samples and not the 1,000 that a
 * figure to be shown needs, or of the blocks where these reach farther. Null with fewer.
 */
function boundsOfP99(histograms: readonly HistogramDocument[]): Bounds | null {
  const each = histograms.map((histogram) => LogHistogram.from(histogram)).filter(({ count }) => count > 0);
  const all = new LogHistogram();
  for (const histogram of each) all.merge(histogram);
  const ranks = quantileRanks(all.count, P, 0.95);
  const [low, high] = [
    all.bucketAtRank(ranks.low),
    ranks.high <= all.count ? all.bucketAtRank(ranks.high) : null,
  ];
  if (low === null || high === null) return null;
  const own = each.map((histogram) => histogram.quantileMs(P)).filter((value) => value !== null);
  const byBlocks = meanInterval(own);
  return {
    low: Math.min(low.lowMs, byBlocks?.low ?? 0),
    high: Math.max(high.highMs, byBlocks?.high ?? Number.POSITIVE_INFINITY),
  };
}

/** Kept and broken are said of what is surely so; between them more blocks may tell. */
function judge(id: TuneLimit['id'], most: number | null, bounds: Bounds | null): TuneLimit[] {
  if (most === null) return [];
  if (bounds === null || !Number.isFinite(bounds.high))
    return [{ id, most, bound: null, standing: 'unknown' }];
  const standing = bounds.high <= most ? 'kept' : bounds.low > most ? 'broken' : 'unknown';
  return [{ id, most, bound: bounds.high, standing }];
}

/** As a cell of a run is called saturated: when it did not carry out what came in half of its blocks. */
export function fallsBehind(rounds: readonly Pick<LimitedRound, 'openLoop'>[]): boolean {
  const behind = rounds.filter(({ openLoop }) => openLoop?.isSaturated).length;
  return behind > 0 && 2 * behind >= rounds.length;
}

function judgeRate(ratePerSec: number | null, rounds: readonly LimitedRound[]): TuneLimit[] {
  if (ratePerSec === null) return [];
  const standing = rounds.length === 0 ? 'unknown' : fallsBehind(rounds) ? 'broken' : 'kept';
  return [{ id: 'rate', most: ratePerSec, bound: null, standing }];
}

/** What the valid rounds of one size say about every limit that was asked for. */
export function judgeLimits(rounds: readonly LimitedRound[], limits: Limits): TuneLimit[] {
  const waits = rounds.flatMap(({ loop }) => (loop === null ? [] : [loop.waits]));
  const { p99Ms, loopDelayMs, addedMemoryBytes } = limits;
  const memory = rounds.flatMap((round) => round.addedMemoryBytes ?? []);
  return [
    ...judge('p99', p99Ms, p99Ms === null ? null : boundsOfP99(rounds.map(({ latency }) => latency))),
    ...judge('loop-delay', loopDelayMs, loopDelayMs === null ? null : boundsOfP99(waits)),
    ...judge('added-memory', addedMemoryBytes, meanInterval(memory)),
    ...judgeRate(limits.ratePerSec, rounds),
  ];
}

/** The worst of them: one broken limit is enough, and what is unknown is not kept. */
export function feasibilityOf(judged: readonly TuneLimit[]): 'kept' | 'broken' | 'unknown' {
  if (judged.some(({ standing }) => standing === 'broken')) return 'broken';
  return judged.some(({ standing }) => standing === 'unknown') ? 'unknown' : 'kept';
}

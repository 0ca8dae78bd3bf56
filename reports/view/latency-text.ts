/** Quantiles of latency as text: with no more digits than the buckets bear in which they were counted. */
import type { Interval } from '../../harness/result/schema.ts';
import { BUCKET_WIDTH_RATIO } from '../../harness/stats/histogram.ts';
import { formatCoarseMs, formatCoarseMsInterval, formatShare, formatTick } from '../format.ts';

/** `810 µs`. Pure. */
export const latencyText = (ms: number): string => formatCoarseMs(ms, BUCKET_WIDTH_RATIO);

/** `810 µs [800, 830]`. Pure. */
export const latencyIntervalText = (interval: Interval): string =>
  formatCoarseMsInterval(interval, BUCKET_WIDTH_RATIO);

/** How wide a bucket is: `1%`. */
export const BUCKET_WIDTH_TEXT = formatTick(formatShare(BUCKET_WIDTH_RATIO));

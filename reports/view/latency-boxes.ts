/** How the time of a task is spread: five quantiles a cell, out of the pooled histograms of all blocks that counted. */
import type { Cell } from '../../harness/result/schema.ts';
import type { LogHistogram } from '../../harness/stats/histogram.ts';
import { TOO_FEW } from '../format.ts';
import type { CellRow } from './cell-row.ts';
import { latencyText } from './latency-text.ts';
import { LEAST_SAMPLES_BEYOND, pooledLatency } from './percentiles.ts';
import { keyOf, type SeriesKey } from './series.ts';

const SHARES = { p5: 0.05, p25: 0.25, p50: 0.5, p75: 0.75, p95: 0.95 } as const;

/** The names of the quantiles, ascending. */
export type BoxQuantile = keyof typeof SHARES;

/** Quantiles in ms; null where fewer than ten samples lie beyond: 40 tasks make a box, 200 its whiskers. */
export type BoxQuantiles = Readonly<Record<BoxQuantile, number | null>>;

/** The quantiles of one cell, as numbers and as its table says them. */
export interface LatencySpread extends SeriesKey {
  readonly ms: BoxQuantiles;
  readonly texts: Readonly<Record<BoxQuantile, string>>;
}

function quantileOf(histogram: LogHistogram, share: number): number | null {
  const beyond = Math.min(share, 1 - share) * histogram.count;
  // 0.05 · 200 is a hair less than 10 in binary.
  return beyond + 1e-9 < LEAST_SAMPLES_BEYOND ? null : histogram.quantileMs(share);
}

const mapped = <Value>(of: (name: BoxQuantile) => Value): Record<BoxQuantile, Value> => ({
  p5: of('p5'),
  p25: of('p25'),
  p50: of('p50'),
  p75: of('p75'),
  p95: of('p95'),
});

/** The five quantiles of a histogram. Pure. */
export const boxQuantiles = (histogram: LogHistogram): BoxQuantiles =>
  mapped((name) => quantileOf(histogram, SHARES[name]));

/** Spreads of the cells that have latencies. Pure. */
export function toLatencySpreads(
  pairs: readonly { readonly row: CellRow; readonly cell: Cell }[],
): LatencySpread[] {
  return pairs.flatMap(({ row, cell }) => {
    if (cell.status !== 'ok') return [];
    const ms = boxQuantiles(pooledLatency(cell));
    const textOf = (value: number | null): string => (value === null ? TOO_FEW : latencyText(value));
    return { ...keyOf(row), ms, texts: mapped((name) => textOf(ms[name])) };
  });
}

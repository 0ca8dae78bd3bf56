/** Latency by percentile, out of the pooled histograms of all blocks that counted. */
import type { Cell } from '../../harness/result/schema.ts';
import { LogHistogram } from '../../harness/stats/histogram.ts';
import type { CellRow } from './cell-row.ts';
import { keyOf, type SeriesKey } from './series.ts';

/** One point of the curve, a pair because a page holds very many: at the share p of tasks, x = 1 ÷ (1 − p): 2 is the median, 100 the 99th percentile. */
export type PercentilePoint = readonly [inverseTail: number, latencyMs: number];

/** The curve of one cell. */
export interface PercentileSeries extends SeriesKey {
  readonly sampleCount: number;
  readonly points: readonly PercentilePoint[];
}

const POINTS_PER_DECADE = 10;
/** A quantile is drawn only where at least this many samples lie beyond it (MEASURING: below that it is chance). */
export const LEAST_SAMPLES_BEYOND = 10;

/** All latencies of a cell, of the blocks that counted. Pure. */
export function pooledLatency(cell: Cell): LogHistogram {
  const pooled = new LogHistogram();
  for (const round of cell.blocks) {
    if (round.status === 'ok') pooled.merge(LogHistogram.from(round.latency));
  }
  return pooled;
}

/** Quantiles at x = 10^(k ÷ 10), as far as ten samples lie beyond; ranks ascend, so one pass reads them all. Pure. */
export function percentilePoints(histogram: LogHistogram): PercentilePoint[] {
  const largest = histogram.count / LEAST_SAMPLES_BEYOND;
  const points: PercentilePoint[] = [];
  let seen = 0;
  let step = 0;
  for (const { midMs, count } of histogram.valuesAndCounts()) {
    seen += count;
    for (;;) {
      const inverseTail = 10 ** (step / POINTS_PER_DECADE);
      const rank = Math.max(1, Math.ceil((1 - 1 / inverseTail) * histogram.count));
      if (inverseTail > largest || rank > seen) break;
      points.push([inverseTail, midMs]);
      step++;
    }
  }
  return points;
}

/** Curves of the cells that have latencies. Pure. */
export function toPercentileSeries(
  pairs: readonly { readonly row: CellRow; readonly cell: Cell }[],
): PercentileSeries[] {
  return pairs.flatMap(({ row, cell }) => {
    if (cell.status !== 'ok') return [];
    const pooled = pooledLatency(cell);
    return { ...keyOf(row), sampleCount: pooled.count, points: percentilePoints(pooled) };
  });
}

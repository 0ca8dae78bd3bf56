/** What a chart is drawn from, as plain data: made on the server, drawn in a page or into a picture. */
import type {
  CellRow,
  ConditionView,
  LoopSeries,
  PercentileSeries,
  ReceiptSeries,
  SeriesKey,
} from '../view.ts';
import { type EvidenceSpec, evidenceHeightOf, evidencePointCountOf, isEvidence } from './evidence-spec.ts';

/** One bar: a throughput with its interval, or the reason why there is none. */
export interface BarDatum extends SeriesKey {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** `391 [384, 397]`, or the status of a cell without a figure. */
  readonly text: string;
  readonly best: boolean;
}

/** Throughput of every cell of a condition. */
export interface BarsSpec {
  readonly kind: 'bars';
  readonly unit: string;
  readonly bars: readonly BarDatum[];
}

/** Where a task's time goes. */
export interface ReceiptSpec {
  readonly kind: 'receipt';
  readonly series: readonly ReceiptSeries[];
}

/** Latency by percentile. */
export interface PercentilesSpec {
  readonly kind: 'percentiles';
  readonly series: readonly PercentileSeries[];
}

/** Event-loop delay, or utilisation: two panels over the same rows. */
export interface LoopSpec {
  readonly kind: 'loop-delay' | 'loop-utilization';
  readonly series: readonly LoopSeries[];
}

/** The box of one cell, ms: quartiles and median, and p5 and p95 where enough samples lie beyond them. */
export interface BoxDatum extends SeriesKey {
  readonly low: number | null;
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
  readonly high: number | null;
}

/** Latency as boxes. */
export interface BoxesSpec {
  readonly kind: 'boxes';
  readonly series: readonly BoxDatum[];
}

/** Any chart of a condition. */
export type ChartSpec = BarsSpec | ReceiptSpec | PercentilesSpec | LoopSpec | BoxesSpec | EvidenceSpec;

const barOf = (row: CellRow): BarDatum => ({
  cell: row.cell,
  label: row.label,
  model: row.model,
  ordinal: row.ordinal,
  value: row.throughput?.value ?? null,
  low: row.throughput?.low ?? null,
  high: row.throughput?.high ?? null,
  text: row.status === 'ok' ? row.throughputText : row.status,
  best: row.best,
});

/** The bars of a condition, in the order of its rows. Pure. */
export function barsSpecOf(condition: Pick<ConditionView, 'rows' | 'unit'>): BarsSpec {
  return { kind: 'bars', unit: condition.unit, bars: condition.rows.map(barOf) };
}

/** How many figures a chart would show: under three, a sentence serves better. Pure. */
export function pointCountOf(spec: ChartSpec): number {
  if (isEvidence(spec)) return evidencePointCountOf(spec);
  switch (spec.kind) {
    case 'bars':
      return spec.bars.filter((bar) => bar.value !== null).length;
    case 'receipt':
      return spec.series.reduce((count, { parts }) => count + parts.length, 0);
    case 'percentiles':
      return spec.series.reduce((count, { points }) => count + points.length, 0);
    case 'boxes':
      return spec.series.reduce((count, { low, high }) => count + (low === null || high === null ? 3 : 5), 0);
    default:
      return spec.series.length;
  }
}

/** How tall a chart wants to be, in px: a row each for bars, a fixed panel for curves. Pure. */
export function heightOf(spec: ChartSpec): number {
  if (isEvidence(spec)) return evidenceHeightOf(spec);
  switch (spec.kind) {
    case 'bars':
      return 62 + 38 * spec.bars.length;
    case 'receipt':
      return 92 + 34 * spec.series.length;
    case 'percentiles':
      return 330;
    case 'boxes':
      return 92 + 34 * spec.series.length;
    default:
      return 92 + 30 * spec.series.length;
  }
}

/** What the charts of evidence are drawn from: how sure, how it scales, how many cores, what the machine did meanwhile. */
import type {
  CertaintySeries,
  CoreUseSeries,
  CrossoverLine,
  CrossoverMark,
  DriftSeries,
  LoadLine,
  LoadQuantile,
  ScalingSeries,
} from '../view.ts';

/** Paired ratios to the reference against the margin. */
export interface CertaintySpec {
  readonly kind: 'certainty';
  readonly referenceLabel: string;
  /** 0.03 = 3 %. */
  readonly marginRatio: number;
  readonly series: readonly CertaintySeries[];
}

/** Speed-up over the size of a pool, or its share of the ideal: two panels over the same cells. */
export interface ScalingSpec {
  readonly kind: 'scaling-speed-up' | 'scaling-efficiency';
  readonly usableCores: number;
  readonly series: readonly ScalingSeries[];
}

/** Cores kept busy. */
export interface CoreUseSpec {
  readonly kind: 'core-use';
  readonly usableCores: number;
  readonly series: readonly CoreUseSeries[];
}

/** Slices in the order in which they ran. */
export interface DriftSpec {
  readonly kind: 'drift';
  readonly series: readonly DriftSeries[];
}

/** Ratios to the reference along a parameter, and where they pass 1. */
export interface CrossoverSpec {
  readonly kind: 'crossover';
  readonly param: string;
  readonly referenceLabel: string;
  readonly series: readonly CrossoverLine[];
  readonly marks: readonly CrossoverMark[];
}

/** Latency over the rate at which tasks came. */
export interface LoadSpec {
  readonly kind: 'load';
  readonly quantile: LoadQuantile;
  readonly series: readonly LoadLine[];
}

/** Any chart of evidence. */
export type EvidenceSpec = CertaintySpec | ScalingSpec | CoreUseSpec | DriftSpec | CrossoverSpec | LoadSpec;

const KINDS: ReadonlySet<string> = new Set<EvidenceSpec['kind']>([
  'certainty',
  'scaling-speed-up',
  'scaling-efficiency',
  'core-use',
  'drift',
  'crossover',
  'load',
]);

/** Tells charts of evidence from the others by their kind. Pure. */
export const isEvidence = (spec: { readonly kind: string }): spec is EvidenceSpec => KINDS.has(spec.kind);

/** How many figures the chart would show. Pure. */
export function evidencePointCountOf(spec: EvidenceSpec): number {
  switch (spec.kind) {
    case 'scaling-speed-up':
    case 'scaling-efficiency':
    case 'crossover':
    case 'load':
      return spec.series.reduce((count, { points }) => count + points.length, 0);
    case 'drift':
      return spec.series.reduce((count, { points, voids }) => count + points.length + voids.length, 0);
    default:
      return spec.series.length;
  }
}

/** How tall the chart wants to be, px. Pure. */
export function evidenceHeightOf(spec: EvidenceSpec): number {
  switch (spec.kind) {
    case 'certainty':
      return 92 + 36 * spec.series.length;
    case 'core-use':
      return 82 + 30 * spec.series.length;
    case 'drift':
      return 290;
    default:
      return 320;
  }
}

/** The same chart of the shown cells alone; a curve loses its points one by one. Pure. */
export function shownEvidenceOf(spec: EvidenceSpec, isShown: (cell: string) => boolean): EvidenceSpec {
  const keep = ({ cell }: { readonly cell: string }): boolean => isShown(cell);
  switch (spec.kind) {
    case 'certainty':
      return { ...spec, series: spec.series.filter(keep) };
    case 'core-use':
      return { ...spec, series: spec.series.filter(keep) };
    case 'drift':
      return { ...spec, series: spec.series.filter(keep) };
    case 'crossover': {
      const series = spec.series
        .map((one) => ({ ...one, points: one.points.filter(keep) }))
        .filter(({ points }) => points.length > 0);
      const marks = spec.marks.filter(({ label }) => series.some((one) => one.label === label));
      return { ...spec, series, marks };
    }
    case 'load': {
      const series = spec.series.map((one) => ({ ...one, points: one.points.filter(keep) }));
      return { ...spec, series: series.filter(({ points }) => points.length > 0) };
    }
    default: {
      const series = spec.series.map((one) => ({ ...one, points: one.points.filter(keep) }));
      return { ...spec, series: series.filter(({ points }) => points.length > 0) };
    }
  }
}

/** The ids of the cells in the chart, in their order. Pure. */
export function evidenceCellsIn(spec: EvidenceSpec): string[] {
  switch (spec.kind) {
    case 'scaling-speed-up':
    case 'scaling-efficiency':
    case 'crossover':
    case 'load':
      return spec.series.flatMap(({ points }) => points.map(({ cell }) => cell));
    default:
      return spec.series.map(({ cell }) => cell);
  }
}

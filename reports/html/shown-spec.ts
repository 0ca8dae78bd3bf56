/** A chart without the cells that the reader has hidden. */
import type { ChartSpec } from '../charts/chart-spec.ts';
import { evidenceCellsIn, isEvidence, shownEvidenceOf } from '../charts/evidence-spec.ts';

/** The same chart of the shown cells alone, in their order. Pure. */
export function shownSpecOf(spec: ChartSpec, isShown: (cell: string) => boolean): ChartSpec {
  if (isEvidence(spec)) return shownEvidenceOf(spec, isShown);
  const keep = ({ cell }: { readonly cell: string }): boolean => isShown(cell);
  switch (spec.kind) {
    case 'bars':
      return { ...spec, bars: spec.bars.filter(keep) };
    case 'receipt':
      return { ...spec, series: spec.series.filter(keep) };
    case 'percentiles':
      return { ...spec, series: spec.series.filter(keep) };
    case 'boxes':
      return { ...spec, series: spec.series.filter(keep) };
    default:
      return { ...spec, series: spec.series.filter(keep) };
  }
}

/** The ids of the cells in a chart, in their order. Pure. */
export function cellsIn(spec: ChartSpec): string[] {
  if (isEvidence(spec)) return evidenceCellsIn(spec);
  return (spec.kind === 'bars' ? spec.bars : spec.series).map(({ cell }) => cell);
}

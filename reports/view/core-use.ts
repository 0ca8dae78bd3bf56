/** How many cores each cell kept busy: what tells parallel work from work that only takes turns. */
import type { CellRow } from './cell-row.ts';
import { keyOf, type SeriesKey } from './series.ts';

/** Effective cores of one cell: 1 is one core kept busy all the time. */
export interface CoreUseSeries extends SeriesKey {
  readonly cores: number;
  readonly executorCount: number | null;
}

/** Cells whose CPU time could be read, in the order of the rows. Pure. */
export function toCoreUseSeries(rows: readonly CellRow[]): CoreUseSeries[] {
  return rows.flatMap((row) =>
    row.effectiveCores === null
      ? []
      : { ...keyOf(row), cores: row.effectiveCores, executorCount: row.executorCount },
  );
}

/** Under this, a cell mostly waits: it would not fill half a core. */
const MOSTLY_WAITING = 0.5;
/** From this on, more than one core works at the same time; what lies between is one core and its helpers. */
const LEAST_PARALLEL = 1.2;

/** What a figure of cores means: `mostly waits`, `one core at a time`, `parallel`. Pure. */
export function workKindOf(cores: number): string {
  if (cores >= LEAST_PARALLEL) return 'parallel';
  return cores < MOSTLY_WAITING ? 'mostly waits' : 'one core at a time';
}

/** The way of batches, where tasks travel together: means whose parts add up from the first offer to the answer. */
import type { Cell } from '../../harness/result/schema.ts';
import { formatSignificant } from '../format.ts';
import type { CellRow } from './cell-row.ts';
import { keyOf, type SeriesKey } from './series.ts';

/** The parts of a batch's way, in their order. */
export const BATCH_PARTS = [
  { field: 'gatherMs', heading: 'gathering' },
  { field: 'queueAndSendMs', heading: 'queue + send' },
  { field: 'runMs', heading: 'run' },
  { field: 'returnMs', heading: 'return' },
] as const;

export interface BatchReceipt extends SeriesKey {
  readonly meanSize: number;
  readonly sizeText: string;
  /** In the order of {@link BATCH_PARTS}. */
  readonly partsMs: readonly number[];
  readonly totalMs: number;
}

/** Of the cells whose tasks travel in batches. Pure. */
export function toBatchReceipts(
  pairs: readonly { readonly row: CellRow; readonly cell: Cell }[],
): BatchReceipt[] {
  return pairs.flatMap(({ row, cell: { status, batch } }) => {
    if (status !== 'ok' || !batch) return [];
    const partsMs = BATCH_PARTS.map(({ field }) => batch[field]);
    return [
      {
        ...keyOf(row),
        meanSize: batch.meanSize,
        sizeText: formatSignificant(batch.meanSize),
        partsMs,
        totalMs: partsMs.reduce((sum, part) => sum + part, 0),
      },
    ];
  });
}

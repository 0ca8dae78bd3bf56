/** What only servers have: the request beside the load, a deploy under load, and what the load itself took. Pure. */
import type { Cell } from '../../harness/result/schema.ts';
import { formatCores, formatCount, formatMs, NO_FIGURE, TOO_FEW } from '../format.ts';
import type { CellRow } from './cell-row.ts';
import { latencyIntervalText } from './latency-text.ts';
import { keyOf, type SeriesKey } from './series.ts';

/** A row of the table of servers; texts in its columns, and what they are sorted by. */
export interface ServerRow extends SeriesKey {
  readonly texts: {
    readonly victimP50: string;
    readonly victimP99: string;
    readonly lost: string;
    readonly drain: string;
    readonly driverCores: string;
  };
  readonly values: readonly (number | null)[];
}

/** The cells that serve, in the order of the rows; none in conditions without a server. */
export function toServerRows(pairs: readonly { readonly row: CellRow; readonly cell: Cell }[]): ServerRow[] {
  return pairs.flatMap(({ row, cell }) => {
    const { server, status } = cell;
    if (status !== 'ok' || server === undefined) return [];
    const { victimMsP50, victimMsP99, lostCount, sentCount, drainMs, driverCores } = server;
    const texts = {
      victimP50: victimMsP50 === null ? TOO_FEW : latencyIntervalText(victimMsP50),
      victimP99: victimMsP99 === null ? TOO_FEW : latencyIntervalText(victimMsP99),
      lost:
        lostCount === null || sentCount === null
          ? NO_FIGURE
          : `${formatCount(lostCount)} of ${formatCount(sentCount)}`,
      drain: drainMs === null ? NO_FIGURE : formatMs(drainMs),
      driverCores: formatCores(driverCores),
    };
    const values = [victimMsP50?.value ?? null, victimMsP99?.value ?? null, lostCount, drainMs, driverCores];
    return [{ ...keyOf(row), texts, values }];
  });
}

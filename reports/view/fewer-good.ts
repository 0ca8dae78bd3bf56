/** Who ends more tasks than the reference but fewer of them well, where a scenario tells which are good: throughput counts them all. */
import { formatRatio, formatRatioBounds } from '../format.ts';
import type { CellRow } from './cell-row.ts';
import { type SentencePart, sentenceOf, strong } from './sentence-parts.ts';

const goodputOf = ({ headlines }: CellRow): CellRow['headlines'][number]['contrast'] =>
  headlines.find(({ contrast }) => contrast?.metricId === 'goodput')?.contrast;

/** Its goodput is surely below that of the reference. */
export const hasFewerGood = (row: CellRow): boolean => goodputOf(row)?.verdict === 'slower';

/** `X ends tasks sooner, but fewer of them well: 0.49× the goodput of single-loop [0.45, 0.53].` of each. */
export function fewerGoodClause(rows: readonly CellRow[], referenceLabel: string): SentencePart[] {
  return rows.flatMap((row, index) => {
    const ratio = goodputOf(row)?.ratio;
    if (ratio == null) return [];
    const figures = `${formatRatio(ratio.value)} the goodput of ${referenceLabel} ${formatRatioBounds(ratio)}.`;
    const gap = index === 0 ? '' : ' ';
    return sentenceOf(gap, strong(row.label), ` ends tasks sooner, but fewer of them well: ${figures}`);
  });
}

/**
 * The head's figures as github-action-benchmark takes them (`tool: customBiggerIsBetter`), for those who keep a history there. Its
 * alerts compare single figures of different runs: the gate is `crossover ab`. Pure.
 */
import type { ComparisonDocument } from '../../harness/result/schema.ts';
import { formatPercentChangeInterval, formatRate } from '../format.ts';

interface Entry {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  /** Half of the 95 % interval. */
  readonly range: string;
  readonly extra: string;
}

/** JSON that ends with a line feed; cells without a figure in the head are left out. */
export function renderBenchmarkAction({ rows, contrasts }: ComparisonDocument): string {
  const contrastOf = new Map(
    contrasts.filter(({ metric }) => metric.id === 'throughput').map((contrast) => [contrast.cell, contrast]),
  );
  const entries = rows.flatMap(({ cell, scenario, condition, label, head }): Entry[] => {
    if (head === null) return [];
    const contrast = contrastOf.get(cell);
    const change = contrast?.ratio == null ? '' : ` ${formatPercentChangeInterval(contrast.ratio)}`;
    return [
      {
        name: [scenario, condition, label].filter((text) => text !== '').join(' · '),
        unit: 'tasks/s',
        value: head.value,
        range: `±${formatRate((head.high - head.low) / 2)}`,
        extra: contrast === undefined ? '' : `${contrast.verdict}${change}`,
      },
    ];
  });
  return `${JSON.stringify(entries, null, 2)}\n`;
}

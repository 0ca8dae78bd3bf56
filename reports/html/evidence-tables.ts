/** The tables of the charts of evidence: each says everything that its chart shows, and more than a dot can. */

import type { Interval } from '../../harness/result/schema.ts';
import {
  formatCores,
  formatCount,
  formatInterval,
  formatMargin,
  formatPercentChange,
  formatPercentChangeInterval,
  formatRatioInterval,
  formatShare,
  NO_FIGURE,
} from '../format.ts';
import { placeOf } from '../view/certainty.ts';
import { workKindOf } from '../view/core-use.ts';
import { efficiencyOf } from '../view/pool-scaling.ts';
import type { ConditionView, ScalingPoint, ScalingSeries } from '../view.ts';
import { type Markup, markup } from './markup.ts';
import { bounded, cellNumberOf, namedSwatch, type PageContext, stacked } from './page-context.ts';
import { table } from './table.ts';
import { verdictMarkup } from './throughput-table.ts';

/** The change by both estimates, where each lies, verdict and what would have been found: under the dots. */
export function certaintyTable(id: string, condition: ConditionView, context: PageContext): Markup {
  const { rows, marginRatio, referenceLabel } = condition;
  const columns = [
    { heading: 'model' },
    { heading: 'by the medians' },
    { heading: 'by the means' },
    { heading: 'verdict', isText: true },
    { heading: 'could find' },
    { heading: 'blocks' },
  ];
  const changeOf = (ratio: Interval, isUnsure: boolean): Markup =>
    markup`${bounded(formatPercentChangeInterval(ratio))} <small class="below words">${placeOf(ratio, marginRatio, isUnsure)}</small>`;
  const shown = rows.flatMap((row) => {
    const { ratio } = row;
    if (ratio === null) return [];
    const { median, mean } = row.estimates ?? { median: ratio, mean: null };
    return {
      heading: namedSwatch(row, context),
      cells: [
        changeOf(median, row.verdict === 'unsure'),
        mean === null ? NO_FIGURE : changeOf(mean, row.verdict === 'unsure'),
        verdictMarkup(row),
        stacked(row.detectableText),
        formatCount(row.blockCount),
      ],
      values: [
        median.value,
        mean?.value ?? null,
        null,
        context.figures.get(row.cell)?.detectable,
        row.blockCount,
      ],
      ...cellNumberOf(row, context),
    };
  });
  const caption = `Change against ${referenceLabel}, paired inside blocks, with 95% intervals · margin ${formatMargin(marginRatio)}`;
  return table({ id, className: 'stacked', caption, columns, rows: shown });
}

function estimateCells(point: ScalingPoint, { baseWorkers }: ScalingSeries) {
  const { value, low, high, workers } = point;
  const bounds = { value, low: low ?? Number.NaN, high: high ?? Number.NaN };
  const share = (ratio: number): number => 100 * efficiencyOf(ratio, workers, baseWorkers);
  const efficiency = { value: share(value), low: share(bounds.low), high: share(bounds.high) };
  return {
    cells: [bounded(formatRatioInterval(bounds)), bounded(formatInterval(efficiency))],
    values: [value, efficiency.value],
  };
}

/** Speed-up and efficiency of each pool size: under the two panels. */
export function scalingTable(id: string, { scaling, rows }: ConditionView, context: PageContext): Markup {
  const throughputs = new Map(rows.map((row) => [row.cell, row]));
  const shown = scaling.flatMap((series) =>
    series.points.map((point) => {
      const { cells, values } = estimateCells(point, series);
      const throughput = throughputs.get(point.cell);
      return {
        heading: namedSwatch({ model: series.model, label: point.label }, context),
        cells: [
          formatCount(point.workers),
          ...cells,
          series.baseLabel,
          bounded(throughput?.throughputText ?? NO_FIGURE),
        ],
        values: [point.workers, ...values, null, throughput?.throughput?.value],
        ...cellNumberOf(point, context),
      };
    }),
  );
  const columns = [
    { heading: 'model' },
    { heading: 'workers' },
    { heading: 'speed-up' },
    { heading: 'efficiency, %' },
    { heading: 'against', isText: true },
    { heading: 'tasks/s (mean)' },
  ];
  const caption = 'Speed-up and efficiency by pool size, with 95% intervals';
  return table({ id, className: 'stacked', caption, columns, rows: shown });
}

/** Cores kept busy, of the machine and per executor: under the bars. */
export function coreUseTable(
  id: string,
  { coreUse, usableCores }: ConditionView,
  context: PageContext,
): Markup {
  const rows = coreUse.map((one) => {
    const { cores, executorCount } = one;
    const perExecutor = executorCount === null || executorCount === 0 ? null : cores / executorCount;
    return {
      heading: namedSwatch(one, context),
      cells: [
        formatCores(cores),
        formatShare(cores / usableCores),
        executorCount === null ? NO_FIGURE : formatCount(executorCount),
        perExecutor === null ? NO_FIGURE : formatCores(perExecutor),
        workKindOf(cores),
      ],
      values: [cores, cores / usableCores, executorCount, perExecutor, null],
      ...cellNumberOf(one, context),
    };
  });
  const columns = [
    { heading: 'model' },
    { heading: 'effective cores' },
    { heading: 'of the machine' },
    { heading: 'executors' },
    { heading: 'cores per executor' },
    { heading: 'so the work', isText: true },
  ];
  return table({ id, caption: 'Cores kept busy', columns, rows });
}

/** How the slices of each cell lie in time and around their median: under the dots. */
export function driftTable(id: string, { drift }: ConditionView, context: PageContext): Markup {
  const change = (ratio: number | null): string => (ratio === null ? NO_FIGURE : formatPercentChange(ratio));
  const rows = drift.map(({ series, sliceCount, voidCount, lastToFirstRatio, tenths }) => ({
    heading: namedSwatch(series, context),
    cells: [
      formatCount(sliceCount),
      formatCount(voidCount),
      change(lastToFirstRatio),
      change(tenths[0]),
      change(tenths[1]),
    ],
    values: [sliceCount, voidCount, lastToFirstRatio, ...tenths],
    ...cellNumberOf(series, context),
  }));
  const columns = ['model', 'slices', 'void', 'first to last third', 'slowest tenth', 'fastest tenth'];
  return table({
    id,
    caption: 'Slices in the order of the run, against the median of their own cell',
    columns: columns.map((heading) => ({ heading })),
    rows,
  });
}

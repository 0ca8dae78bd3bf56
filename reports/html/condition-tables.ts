/** The tables of a condition beside throughput: each stands under its chart and says everything that the chart shows. */
import { RECEIPT_LABELS } from '../charts/receipt-chart.ts';
import { NO_FIGURE, TOO_FEW } from '../format.ts';
import type { CostTexts } from '../view/cell-row.ts';
import { type CellRow, type ConditionView, RECEIPT_PARTS } from '../view.ts';
import { type Markup, type MarkupValue, markup } from './markup.ts';
import { bounded, cellNumberOf, namedSwatch, type PageContext, stacked } from './page-context.ts';
import { table } from './table.ts';

/** Mean time of each part of a task's way: under the stacked bars. */
export function receiptTable(id: string, { receipts }: ConditionView, context: PageContext): Markup {
  const parts = RECEIPT_PARTS.filter((part) =>
    receipts.some((one) => one.parts.some((own) => own.part === part)),
  );
  const rows = receipts.map((one) => {
    const cells: MarkupValue[] = parts.map((part) => {
      const found = one.parts.find((own) => own.part === part);
      return found === undefined ? NO_FIGURE : markup`${found.text} <small>${found.shareText}</small>`;
    });
    return {
      heading: namedSwatch(one, context),
      cells: [...cells, one.totalText],
      values: [...parts.map((part) => one.parts.find((own) => own.part === part)?.meanMs), one.totalMs],
      ...cellNumberOf(one, context),
    };
  });
  const heads = parts.map((part) => ({
    heading: part === 'queue+send' ? 'queue + send' : RECEIPT_LABELS[part],
  }));
  const columns = [{ heading: 'model' }, ...heads, { heading: 'total' }];
  return table({ id, caption: 'Mean time of one task, and its share of the total', columns, rows });
}

const LATENCY_COLUMNS = [
  { heading: 'mean', figure: 'mean' },
  { heading: 'p5', figure: 'p5' },
  { heading: 'p25', figure: 'p25' },
  { heading: 'p50', figure: 'p50' },
  { heading: 'p75', figure: 'p75' },
  { heading: 'p90', figure: 'p90' },
  { heading: 'p95', figure: 'p95' },
  { heading: 'p99', figure: 'p99' },
  { heading: 'p99.9', figure: 'p999' },
  { heading: 'max', figure: 'max' },
  { heading: 'tasks', figure: 'sampleCount' },
] as const;

/** Beside a figure and its bounds on two lines, the words have two lines, too: else they alone would widen the table. */
const figureOf = (text: string): MarkupValue =>
  text === TOO_FEW ? markup`<span class="few">${text}</span>` : bounded(text);

/** Latency quantiles, with intervals where the document has them: under the percentile curve and the boxes. */
export function latencyTable(id: string, condition: ConditionView, context: PageContext): Markup {
  const rows = condition.rows.flatMap((row) => {
    const { latency } = row;
    const spread = condition.spreads.find(({ cell }) => cell === row.cell);
    if (latency === null || spread === undefined) return [];
    const texts = { ...spread.texts, ...latency };
    const values = { ...spread.ms, ...context.figures.get(row.cell)?.latencyMs };
    return {
      heading: namedSwatch(row, context),
      cells: LATENCY_COLUMNS.map(({ figure }) => figureOf(texts[figure])),
      values: LATENCY_COLUMNS.map(({ figure }) => values[figure]),
      ...cellNumberOf(row, context),
    };
  });
  const columns = [{ heading: 'model' }, ...LATENCY_COLUMNS];
  return table({ id, className: 'stacked', caption: 'Latency of a task with 95% intervals', columns, rows });
}

/** The request beside the load, a deploy under load, and what the load itself took: of servers, without a chart. */
export function serverTable(id: string, { servers }: ConditionView, context: PageContext): Markup {
  const rows = servers.map((one) => {
    const { victimP50, victimP99, lost, drain, driverCores } = one.texts;
    return {
      heading: namedSwatch(one, context),
      cells: [bounded(victimP50), bounded(victimP99), lost, drain, driverCores],
      values: [...one.values],
      ...cellNumberOf(one, context),
    };
  });
  const columns = [
    'model',
    'victim p50',
    'victim p99',
    'lost in a deploy',
    'time to end',
    'cores of the load',
  ];
  return table({
    id,
    className: 'stacked',
    caption: 'The cheap route beside the load, a deploy under load, and the load itself',
    columns: columns.map((heading) => ({ heading })),
    rows,
  });
}

/** Delay and utilisation of the event loop: under the two panels. */
export function loopTable(id: string, { loops, servers }: ConditionView, context: PageContext): Markup {
  const rows = loops.map((one) => {
    const { p50, p99, max, shareBeyond10Ms, utilization } = one.texts;
    return {
      heading: namedSwatch(one, context),
      cells: [p50, p99, max, shareBeyond10Ms, utilization],
      values: [one.delayMsP50, one.delayMsP99, one.delayMsMax, one.shareBeyond10Ms, one.utilizationRatio],
      ...cellNumberOf(one, context),
    };
  });
  const columns = ['model', 'median delay', 'p99', 'longest', 'time with waits > 10 ms', 'utilisation'];
  return table({
    id,
    caption:
      servers.length > 0 ? 'Event loop of the server' : 'Event loop of the process that offers the tasks',
    columns: columns.map((heading) => ({ heading })),
    rows,
  });
}

/** What a column shows, and what of that stands below it. */
interface CostColumn {
  readonly heading: string;
  readonly cost: keyof CostTexts;
  readonly below?: keyof CostTexts;
}

const COST_COLUMNS: readonly CostColumn[] = [
  { heading: 'start-up', cost: 'startUp' },
  { heading: 'first task', cost: 'firstTask' },
  { heading: 'CPU / on the loop', cost: 'cpuPerTask', below: 'loopThreadCpuPerTask' },
  { heading: 'memory / each', cost: 'addedMemory', below: 'memoryPerExecutor' },
  { heading: 'switches', cost: 'switchesPerTask' },
  { heading: 'CPU wait per s', cost: 'runQueueWait' },
  { heading: 'GCs per s / pause per s', cost: 'gcPerSec', below: 'gcPausePerSec' },
];

const costText = ({ cost, below }: CostColumn, { costs }: CellRow): MarkupValue =>
  below === undefined ? costs[cost] : stacked(`${costs[cost]} / ${costs[below]}`);

/** What a cell costs beside time per task: a table without a chart. */
export function costTable(id: string, condition: ConditionView, context: PageContext): Markup {
  const rows = condition.rows
    .filter((row) => row.status === 'ok')
    .map((row) => ({
      heading: namedSwatch(row, context),
      cells: COST_COLUMNS.map((column) => costText(column, row)),
      values: COST_COLUMNS.map(({ cost }) => context.figures.get(row.cell)?.costs[cost]),
      ...cellNumberOf(row, context),
    }));
  const columns = [{ heading: 'model' }, ...COST_COLUMNS];
  return table({
    id,
    className: 'stacked',
    caption: 'Start-up, CPU and switches per task, added memory, garbage collection',
    columns,
    rows,
  });
}

/** The tables of a condition: each stands under its chart and says everything that the chart shows. */
import { RECEIPT_LABELS } from '../charts/receipt-chart.ts';
import { NO_FIGURE } from '../format.ts';
import { asSentence, type CellRow, type ConditionView, RECEIPT_PARTS } from '../view.ts';
import { type Markup, type MarkupValue, markup } from './markup.ts';
import { namedSwatch, type PageContext } from './page-context.ts';
import { table } from './table.ts';

const marksOf = (row: CellRow): Markup | null =>
  row.marks.length === 0 ? null : markup` <sup class="mark">${row.marks.join(' ')}</sup>`;

function nameOf(row: CellRow, context: PageContext): Markup {
  return markup`<span class="starred"><span class="star">${row.best ? '★' : ''}</span>${namedSwatch(row, context)}</span>${marksOf(row)}`;
}

/** `391 [384, 397]` with its bounds in a span of their own, so that a narrow screen may set them below. */
function bounded(text: string): MarkupValue {
  const start = text.indexOf(' [');
  return start === -1
    ? text
    : markup`${text.slice(0, start)}<span class="bounds">${text.slice(start)}</span>`;
}

const cellNumberOf = ({ cell }: { readonly cell: string }, { cellNumbers }: PageContext) => ({
  cellNumber: cellNumbers.get(cell),
});

const withoutFigures = (row: CellRow): Markup =>
  markup`<b class="status">${row.status}</b> ${row.reason ?? 'no figure'}`;

const verdictOf = (row: CellRow): Markup =>
  markup`<span class="verdict ${row.verdict?.replace(' ', '-') ?? 'none'}">${row.verdictText}</span>${row.verdictDetail !== '' && markup`<small>${row.verdictDetail}</small>`}`;

/** Throughput, ratio to the reference, verdict, cores and loop delay: under the bars. */
export function throughputTable(id: string, condition: ConditionView, context: PageContext): Markup {
  const columns = [
    { heading: 'model' },
    { heading: `${condition.unit} (mean)` },
    { heading: `vs ${condition.referenceLabel}` },
    { heading: 'verdict', isText: true },
    { heading: 'detectable' },
    { heading: 'eff. cores' },
    { heading: 'loop p99' },
  ];
  const rows = condition.rows.map((row) => ({
    heading: nameOf(row, context),
    cells: [
      bounded(row.throughputText),
      bounded(row.ratioText),
      verdictOf(row),
      row.detectableText,
      row.effectiveCoresText,
      row.loopDelayText,
    ],
    values: [
      row.throughput?.value,
      row.ratio?.value,
      null,
      row.verdict === null ? null : context.figures.get(row.cell)?.detectable,
      row.effectiveCores,
      row.loopDelayMsP99,
    ],
    ...(row.status === 'ok' ? {} : { span: withoutFigures(row) }),
    className: row.best ? 'best' : '',
    ...cellNumberOf(row, context),
  }));
  const caption = condition.hasVerdicts
    ? `Throughput with 95% intervals · ${condition.blocksText}`
    : `Throughput · ${condition.blocksText}, so no intervals and no verdicts`;
  return table({ id, caption, columns, rows });
}

/** The notes under the table: what was found about single cells. */
export function notesOf({ notes }: ConditionView): Markup | null {
  if (notes.length === 0) return null;
  const items = notes.map(
    ({
      mark,
      id,
      evidence,
      remedy,
    }) => markup`<li><sup>${String(mark)}</sup> <code>${id}</code> ${asSentence(evidence)} <em>${asSentence(remedy)}</em></li>
`,
  );
  return markup`<ul class="notes">${items}</ul>`;
}

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
  { heading: 'p50', figure: 'p50' },
  { heading: 'p90', figure: 'p90' },
  { heading: 'p99', figure: 'p99' },
  { heading: 'p99.9', figure: 'p999' },
  { heading: 'max', figure: 'max' },
  { heading: 'tasks', figure: 'sampleCount' },
] as const;

/** Latency quantiles with their intervals: under the percentile curve. */
export function latencyTable(id: string, condition: ConditionView, context: PageContext): Markup {
  const rows = condition.rows.flatMap((row) => {
    const { latency } = row;
    if (latency === null) return [];
    return {
      heading: namedSwatch(row, context),
      cells: LATENCY_COLUMNS.map(({ figure }) => bounded(latency[figure])),
      values: LATENCY_COLUMNS.map(({ figure }) => context.figures.get(row.cell)?.latencyMs[figure]),
      ...cellNumberOf(row, context),
    };
  });
  const columns = [{ heading: 'model' }, ...LATENCY_COLUMNS];
  return table({ id, className: 'stacked', caption: 'Latency of a task with 95% intervals', columns, rows });
}

/** Delay and utilisation of the event loop: under the two panels. */
export function loopTable(id: string, { loops }: ConditionView, context: PageContext): Markup {
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
    caption: 'Event loop of the process that offers the tasks',
    columns: columns.map((heading) => ({ heading })),
    rows,
  });
}

const COST_COLUMNS = [
  { heading: 'start-up', cost: 'startUp' },
  { heading: 'first task', cost: 'firstTask' },
  { heading: 'CPU per task', cost: 'cpuPerTask' },
  { heading: 'of it loop thread', cost: 'loopThreadCpuPerTask' },
  { heading: 'added memory', cost: 'addedMemory' },
  { heading: 'GCs per s', cost: 'gcPerSec' },
  { heading: 'GC pause per s', cost: 'gcPausePerSec' },
] as const;

/** What a cell costs beside time per task: a table without a chart. */
export function costTable(id: string, condition: ConditionView, context: PageContext): Markup {
  const rows = condition.rows
    .filter((row) => row.status === 'ok')
    .map((row) => ({
      heading: namedSwatch(row, context),
      cells: COST_COLUMNS.map(({ cost }) => row.costs[cost]),
      values: COST_COLUMNS.map(({ cost }) => context.figures.get(row.cell)?.costs[cost]),
      ...cellNumberOf(row, context),
    }));
  const columns = [{ heading: 'model' }, ...COST_COLUMNS];
  return table({ id, caption: 'What it costs to run', columns, rows });
}

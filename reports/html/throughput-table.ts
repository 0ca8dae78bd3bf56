/** The table under the bars, which the verdict is read off, and the notes about its cells. */
import type { Note } from '../view/notes.ts';
import { asSentence, type CellRow, type ConditionView } from '../view.ts';
import { type Markup, markup } from './markup.ts';
import { bounded, cellNumberOf, namedSwatch, type PageContext, stacked } from './page-context.ts';
import { table } from './table.ts';

const marksOf = (row: CellRow): Markup | null =>
  row.marks.length === 0 ? null : markup` <sup class="mark">${row.marks.join(' ')}</sup>`;

function nameOf(row: CellRow, recommended: string | null, context: PageContext): Markup {
  const advice = row.cell === recommended && markup` <span class="advice">use</span>`;
  return markup`<span class="starred"><span class="star">${row.best ? '★' : ''}</span>${namedSwatch(row, context)}</span>${advice}${marksOf(row)}`;
}

const withoutFigures = (row: CellRow): Markup =>
  markup`<b class="status">${row.status}</b> ${row.reason ?? 'no figure'}`;

/** The word of a verdict in its colour, with what qualifies it. */
export const verdictMarkup = (row: CellRow): Markup =>
  markup`<span class="verdict ${row.verdict?.replace(' ', '-') ?? 'none'}">${row.verdictText}</span>${row.verdictDetail !== '' && markup`<small>${row.verdictDetail}</small>`}`;

/** Throughput, ratio to the reference, verdict, cores and loop delay: under the bars. */
export function throughputTable(id: string, condition: ConditionView, context: PageContext): Markup {
  const headlines = condition.rows[0]?.headlines.map(({ name }) => name) ?? [];
  // The loop has a table of its own; here latencies need the room.
  const isOpen = condition.openLoop !== null;
  const columns = [
    { heading: 'model' },
    { heading: condition.openLoop === null ? `${condition.unit} (mean)` : 'carried out/s' },
    { heading: `${condition.openLoop?.quantile ?? ''} vs ${condition.referenceLabel}`.trim() },
    { heading: 'verdict', isText: true },
    { heading: 'could find' },
    ...headlines.map((name) => ({ heading: name })),
    ...(isOpen ? [] : [{ heading: 'eff. cores' }, { heading: 'loop p99' }]),
  ];
  const rows = condition.rows.map((row) => ({
    heading: nameOf(row, condition.sentence.recommended, context),
    cells: [
      bounded(row.throughputText),
      bounded(row.ratioText),
      verdictMarkup(row),
      stacked(row.detectableText),
      ...row.headlines.map(({ text }) => text),
      ...(isOpen ? [] : [row.effectiveCoresText, row.loopDelayText]),
    ],
    values: [
      row.throughput?.value,
      row.ratio?.value,
      null,
      row.verdict === null ? null : context.figures.get(row.cell)?.detectable,
      ...row.headlines.map(({ value }) => value),
      ...(isOpen ? [] : [row.effectiveCores, row.loopDelayMsP99]),
    ],
    ...(row.status === 'ok' ? {} : { span: withoutFigures(row) }),
    className: row.best ? 'best' : '',
    ...cellNumberOf(row, context),
  }));
  return table({ id, caption: captionOf(condition), columns, rows });
}

function captionOf({ openLoop, hasVerdicts, blocksText }: ConditionView): string {
  const order = openLoop === null ? 'fastest first' : 'who keeps up first';
  const what = openLoop === null ? 'Throughput' : 'Latency at this rate';
  return hasVerdicts
    ? `${what} with 95% intervals · ${blocksText} · ${order}`
    : `${what} · ${blocksText}, so no intervals and no verdicts · ${order}`;
}

/** Evidence about one cell needs no name beside its mark; about several, each has its own. */
function evidenceOf({ items }: Note, { rows }: ConditionView): Markup {
  const [only] = items;
  if (items.length === 1 && only?.cells.length === 1) return markup` ${asSentence(only.evidence)}`;
  const labelOf = (cell: string): string => rows.find((row) => row.cell === cell)?.label ?? cell;
  const lines = items.map(
    ({ evidence, cells }) =>
      markup`<li><b>${cells.map(labelOf).join(', ')}</b>: ${asSentence(evidence)}</li>`,
  );
  return markup`<ul>${lines}</ul>`;
}

/** The notes under the table: what was found about its cells, each remedy once. */
export function notesOf(condition: ConditionView): Markup | null {
  if (condition.notes.length === 0) return null;
  const items = condition.notes.map((note) => {
    const { mark, id, remedy } = note;
    return markup`<li><sup>${String(mark)}</sup> <code>${id}</code> <em>${asSentence(remedy)}</em>${evidenceOf(note, condition)}</li>
`;
  });
  return markup`<ul class="notes">${items}</ul>`;
}

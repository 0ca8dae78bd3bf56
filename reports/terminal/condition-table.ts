/** One condition for the terminal: heading, a row per cell, notes, and the sentence that says what to use. */
import type { Cell, Condition, RunDocument } from '../../harness/result/schema.ts';
import { NO_FIGURE } from '../format.ts';
import { safeLine } from '../safe-text.ts';
import { verdictSentence } from '../verdict-sentence.ts';
import type { CellRow } from '../view/cell-row.ts';
import { type ConditionRows, cellsOf, toConditionRows } from '../view/condition-view.ts';
import { asSentence, type Note, type NoteItem } from '../view/notes.ts';
import { ownCostText, toOwnCosts } from '../view/own-cost.ts';
import { toServerRows } from '../view/servers.ts';
import { severitySign } from './findings.ts';
import { type Style, styleOf } from './style.ts';
import { renderTable, type TableCell, type TableColumn, type TableRow } from './table.ts';
import { textWidth, truncate, wrapSpans, wrapText } from './text-width.ts';

export interface RenderOptions {
  readonly columns: number;
  readonly color: boolean;
}

/** A column of figures: how its text is read off a row. */
interface FigureColumn extends TableColumn {
  readonly textOf: (row: CellRow) => string;
}

/** The table of one condition with everything that is said about it; ends with a line feed. Pure. */
export function renderCondition(document: RunDocument, condition: Condition, options: RenderOptions): string {
  const view = toConditionRows(document, condition);
  const style = styleOf(options.color);
  const lines = [
    ...headingLines(view, options.columns, style),
    ...tableLines(view, deployColumns(document, condition, view), options.columns, style),
    ...ownCostLines(document, condition, view, options.columns, style),
    ...noteLines(view, options.columns, style),
    ...sentenceLines(view, options.columns, style),
  ];
  return `${lines.join('\n')}\n`;
}

function headingLines(view: ConditionRows, width: number, style: Style): string[] {
  const scenario = safeLine(view.scenario);
  const facts = [view.label, view.blocksText]
    .filter((part) => part !== '')
    .map(safeLine)
    .join(' · ');
  const plain = `${scenario}   ${facts}`;
  const hint = view.openLoop === null ? 'higher is better' : 'shorter is better';
  const gap = width - textWidth(plain) - hint.length;
  if (gap >= 3) return [`${style.bold(scenario)}   ${facts}${' '.repeat(gap)}${style.dim(hint)}`];
  if (gap + hint.length >= 0) return [`${style.bold(scenario)}   ${facts}`];
  return [style.bold(truncate(scenario, width)), ...wrapText(facts, { width, prefix: '  ' })];
}

/** Columns that say something about at least one cell; a single block has no contrasts, for instance. */
function figureColumns(view: ConditionRows, measured: readonly CellRow[]): FigureColumn[] {
  const { openLoop } = view;
  const throughput: FigureColumn = {
    header: openLoop === null ? `${view.unit} (mean)` : 'carried out/s',
    align: 'left',
    textOf: (row) => row.throughputText,
  };
  const contrast: FigureColumn = {
    header: `${openLoop?.quantile ?? ''} vs ${safeLine(view.referenceLabel)}`.trim(),
    align: 'left',
    textOf: (row) => row.comparisonText,
  };
  const headlines = (measured[0]?.headlines ?? []).map(
    ({ name }, index): FigureColumn => ({
      header: name,
      align: 'left',
      textOf: (row) => row.headlines[index]?.text ?? NO_FIGURE,
    }),
  );
  const all: FigureColumn[] = [
    ...(openLoop === null ? [throughput, contrast, ...headlines] : [...headlines, contrast, throughput]),
    { header: 'cores', align: 'right', textOf: (row) => row.effectiveCoresText },
    { header: 'loop p99', align: 'right', textOf: (row) => row.loopDelayText },
  ];
  return all.filter(({ textOf }, index) => index === 0 || measured.some((row) => textOf(row) !== NO_FIGURE));
}

/** Of servers: what a deploy under load lost, and how long it took. */
function deployColumns(document: RunDocument, condition: Condition, view: ConditionRows): FigureColumn[] {
  const servers = toServerRows(pairsOf(document, condition, view));
  if (servers.length === 0) return [];
  const textsOf = new Map(servers.map(({ cell, texts }) => [cell, texts]));
  return [
    { header: 'lost', align: 'right', textOf: ({ cell }) => textsOf.get(cell)?.lost ?? NO_FIGURE },
    { header: 'to end', align: 'right', textOf: ({ cell }) => textsOf.get(cell)?.drain ?? NO_FIGURE },
  ];
}

function tableLines(
  view: ConditionRows,
  deploy: readonly FigureColumn[],
  width: number,
  style: Style,
): string[] {
  const measured = view.rows.filter((row) => row.status === 'ok');
  if (view.openLoop === null) measured.sort(byThroughput);
  const others = view.rows.filter((row) => row.status !== 'ok');
  const lines: string[] = [];
  if (measured.length > 0) {
    const columns = [...figureColumns(view, measured), ...deploy];
    const { lines: table, dropped } = renderTable(
      [{ header: 'model', align: 'left' }, ...columns],
      measured.map((row) => tableRow(row, columns, view, style)),
      { width, headerPaint: style.dim },
    );
    lines.push(...table);
    const remarks: string[] = [];
    if (measured.some((row) => row.best)) remarks.push('★ best, or not told apart from it.');
    if (dropped.length > 0) remarks.push(`No room for: ${dropped.join(', ')}.`);
    if (remarks.length > 0)
      lines.push(...dimmed(wrapText(remarks.join('  '), { width, prefix: '  ' }), style));
  }
  for (const rows of groupByReason(others)) lines.push(...unmeasuredLines(rows, width, style));
  return lines;
}

function byThroughput(one: CellRow, other: CellRow): number {
  return (other.throughput?.value ?? 0) - (one.throughput?.value ?? 0);
}

function tableRow(
  row: CellRow,
  columns: readonly FigureColumn[],
  view: ConditionRows,
  style: Style,
): TableRow {
  const figures = columns.map(({ textOf }): TableCell => {
    const text = textOf(row);
    return text === 'unsure' || text === 'not comparable' ? { text, paint: style.doubt } : { text };
  });
  const marks = marksOf(row, view);
  const name: TableCell = { text: safeLine(row.label), ...(row.best ? { paint: style.good } : {}) };
  return {
    cells: [name, ...figures],
    ...(row.best ? { mark: { text: '★', paint: style.good } } : {}),
    ...(marks === '' ? {} : { suffix: { text: marks, paint: style.doubt } }),
  };
}

/** A piece of evidence with a number of its own. */
interface ShownNote extends NoteItem {
  readonly number: number;
  readonly note: Note;
}

/** Doubts about cells that have figures, each evidence numbered; mere remarks are gathered once at the end of the run. */
function shownNotes(view: ConditionRows): ShownNote[] {
  const measured = new Set(view.rows.filter((row) => row.status === 'ok').map((row) => row.cell));
  return view.notes
    .filter(({ severity }) => severity !== 'info')
    .flatMap((note) => note.items.map((item) => ({ ...item, note })))
    .filter(({ cells }) => cells.some((cell) => measured.has(cell)))
    .map((item, index) => ({ ...item, number: index + 1 }));
}

/** `⚠1 ⚠2`: which notes are about the row, each with the sign of its severity; empty without. */
function marksOf(row: CellRow, view: ConditionRows): string {
  return shownNotes(view)
    .filter(({ cells }) => cells.includes(row.cell))
    .map(({ number, note }) => `${severitySign(note.severity)}${number}`)
    .join(' ');
}

/** Cells that have no figure for the same reason are told together. */
function groupByReason(rows: readonly CellRow[]): CellRow[][] {
  const groups = new Map<string, CellRow[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.status, row.reason]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()];
}

/** Cells without figures: their status as a word, and why. */
function unmeasuredLines(rows: readonly CellRow[], width: number, style: Style): string[] {
  const [first] = rows;
  if (first === undefined) return [];
  const spans = [
    { text: rows.map((row) => safeLine(row.label)).join(', '), paint: style.bold },
    { text: '  ' },
    { text: first.status, paint: first.status === 'failed' ? style.bad : style.doubt },
    { text: `: ${safeLine(first.reason ?? '')}` },
  ];
  return wrapSpans(spans, { width, prefix: '  ' });
}

function noteLines(view: ConditionRows, width: number, style: Style): string[] {
  return shownNotes(view).flatMap(({ number, note, evidence }) => {
    const mark = { text: `${severitySign(note.severity)}${number}`, paint: style.doubt };
    const words = { text: ` ${safeLine(note.id)}: ${safeLine(asSentence(evidence))}` };
    return wrapSpans([mark, words], { width, prefix: '  ' });
  });
}

/** Rows with what the document holds of their cells. */
function pairsOf(
  document: RunDocument,
  condition: Condition,
  view: ConditionRows,
): { row: CellRow; cell: Cell }[] {
  const cells = new Map(cellsOf(document, condition).map((cell) => [cell.id, cell]));
  return view.rows.flatMap((row) => {
    const cell = cells.get(row.cell);
    return cell === undefined ? [] : [{ row, cell }];
  });
}

/** What the models themselves cost, where null tasks were measured. */
function ownCostLines(
  document: RunDocument,
  condition: Condition,
  view: ConditionRows,
  width: number,
  style: Style,
): string[] {
  const costs = toOwnCosts(pairsOf(document, condition, view));
  if (costs === null) return [];
  return dimmed(
    wrapText(safeLine(`own cost per null task: ${ownCostText(costs)}`), { width, prefix: '  ' }),
    style,
  );
}

function sentenceLines(view: ConditionRows, width: number, style: Style): string[] {
  const spans = verdictSentence(view).parts.map(({ text, strong }) => ({
    text: safeLine(text),
    ...(strong ? { paint: style.bold } : {}),
  }));
  return wrapSpans(spans, { width, prefix: '→ ' });
}

function dimmed(lines: readonly string[], style: Style): string[] {
  return lines.map((line) => style.dim(line));
}

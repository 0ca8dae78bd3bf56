/** A whole run for the terminal: a table per condition, then what holds for all of them. */
import type { Cell, RunDocument } from '../../harness/result/schema.ts';
import { formatCount, formatDuration, NO_FIGURE } from '../format.ts';
import { safeLine } from '../safe-text.ts';
import { type ConditionRows, rivalryOf } from '../view/condition-view.ts';
import { type CellRow, conditionViews, crossingSentences, loadCurves } from '../view.ts';
import { type RenderOptions, renderCondition } from './condition-table.ts';
import { findingLines } from './findings.ts';
import { type Style, styleOf } from './style.ts';
import { renderTable } from './table.ts';
import { wrapText } from './text-width.ts';

/** Everything: what `crossover report` prints. Ends with a line feed. Pure. */
export function renderRunTable(document: RunDocument, options: RenderOptions): string {
  const conditions = document.conditions.map((condition) => renderCondition(document, condition, options));
  return [...conditions, renderRunSummary(document, options)].join('\n');
}

/**
 * What stands after the conditions, which were shown as each of them ended: the winners in one look (the same advice as in the sentences), the crossings, the
 * findings with their remedies, and what was measured. Ends with a line feed. Pure.
 */
export function renderRunSummary(document: RunDocument, { columns, color }: RenderOptions): string {
  const style = styleOf(color);
  const crossings = crossingSentences(document).flatMap((text) =>
    wrapText(safeLine(text), { width: columns, prefix: '⤫ ' }),
  );
  const parts = [
    winnerLines(document, columns, style),
    loadLines(document, columns, style),
    crossings,
    findingLines(document.findings, columns, style),
    wrapText(totals(document), { width: columns, prefix: '' }).map(style.dim),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** ` + 1 tied`, where that was shown, else ` + 1 ★`: how many others share the star. */
function besideText(used: CellRow, view: ConditionRows): string {
  const others = view.rows.filter((row) => row.best && row !== used);
  const verdictOf = (row: CellRow): CellRow['verdict'] =>
    used.isReference
      ? row.verdict
      : row.isReference
        ? used.verdict
        : (rivalryOf(view, row.cell, used.cell)?.verdict ?? null);
  if (others.length === 0) return '';
  const isTie = others.every((row) => verdictOf(row) === 'same');
  return ` + ${formatCount(others.length)} ${isTie ? 'tied' : '★'}`;
}

/** One line per condition, where there are several and some have a verdict: an overview after many tables. */
function winnerLines(document: RunDocument, width: number, style: Style): string[] {
  const views = conditionViews(document);
  if (views.length < 2 || !views.some((view) => view.rows.some((row) => row.best))) return [];
  const rows = views.map((view) => {
    const where = { text: [view.scenario, view.label].map(safeLine).join(' · ') };
    const used = view.rows.find((row) => row.cell === view.sentence.recommended);
    if (used === undefined) {
      const word = view.sentence.kind === 'unsure' ? 'unsure' : 'no verdict';
      return { cells: [where, { text: word, paint: style.doubt }] };
    }
    const tied = used.best ? besideText(used, view) : '';
    const sure = view.sentence.kind !== 'unsure';
    return {
      cells: [
        where,
        { text: safeLine(used.label) + (sure ? tied : ', unsure'), paint: sure ? style.good : style.doubt },
        { text: used.comparisonText },
      ],
      ...(used.best ? { mark: { text: '★', paint: style.good } } : {}),
    };
  });
  const columns = [
    { header: 'where', align: 'left' as const },
    { header: 'use', align: 'left' as const },
    { header: 'vs reference', align: 'left' as const },
  ];
  return [...renderTable(columns, rows, { width, headerPaint: style.dim }).lines];
}

/** Latency by rate, a column for each way to run the work, and the sentence that says who carries how much. */
function loadLines(document: RunDocument, width: number, style: Style): string[] {
  return loadCurves(document).flatMap(({ scenario, label, quantile, ratesPerSec, lines, sentence }) => {
    const heading = [scenario, label]
      .filter((text) => text !== '')
      .map(safeLine)
      .join(' · ');
    const what = quantile === 'p50' ? 'median latency' : `latency, p50 · ${quantile}`;
    const columns = [
      { header: 'rate', align: 'right' as const },
      ...lines.map((line) => ({ header: safeLine(line.label), align: 'left' as const })),
    ];
    const rows = ratesPerSec.map((rate) => ({
      cells: [
        { text: `${formatCount(rate)}/s` },
        ...lines.map(({ points }) => {
          const point = points.find(({ ratePerSec }) => ratePerSec === rate);
          return { text: point?.text ?? NO_FIGURE, ...(point?.isSaturated ? { paint: style.doubt } : {}) };
        }),
      ],
    }));
    return [
      `${style.bold(heading)}   ${what}`,
      ...renderTable(columns, rows, { width, headerPaint: style.dim }).lines,
      ...wrapText(safeLine(sentence), { width, prefix: '→ ' }),
    ];
  });
}

/** `4 conditions · 16 cells, 1 failed · 84.2 s · seed 42`. */
function totals(document: RunDocument): string {
  const count = (status: Cell['status']): number =>
    document.cells.filter((cell) => cell.status === status).length;
  const notOk = (['failed', 'void', 'cannot'] as const)
    .filter((status) => count(status) > 0)
    .map((status) => `, ${formatCount(count(status))} ${status}`)
    .join('');
  return [
    counted(document.conditions.length, 'condition'),
    `${counted(document.cells.length, 'cell')}${notOk}`,
    counted(document.blocks.length, 'block'),
    formatDuration(document.durationMs),
    `seed ${document.config.seed}`,
    ...(document.complete ? [] : ['interrupted: finished blocks are kept']),
  ].join(' · ');
}

function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

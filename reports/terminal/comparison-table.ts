/** A comparison for the terminal: the title, the cells with what changed first, and what to doubt. */
import type { ComparisonDocument } from '../../harness/result/schema.ts';
import { type ComparisonRow, comparisonView, type Outcome } from '../comparison-view.ts';
import { formatCount } from '../format.ts';
import { safeLine } from '../safe-text.ts';
import type { RenderOptions } from './condition-table.ts';
import { findingLines } from './findings.ts';
import { type Paint, type Style, styleOf } from './style.ts';
import { wrapText } from './text-width.ts';

/** Room for the longest outcome, `not comparable`, and a gap. */
const OUTCOME_WIDTH = 16;

/** Of so few cells also the equal ones are listed: what each would have shown is the point of them. */
const MOST_LISTED_WITH_EQUAL = 6;

/** Ends with a line feed. Where cells are many, equal ones are counted and not listed. Pure. */
export function renderComparison(document: ComparisonDocument, { columns, color }: RenderOptions): string {
  const style = styleOf(color);
  const view = comparisonView(document);
  const isShort = view.rows.length <= MOST_LISTED_WITH_EQUAL;
  const listed = view.rows.filter((row) => isShort || row.outcome !== 'same');
  const sameCount = view.rows.length - listed.length;
  const sections = [
    [
      style.bold(view.title),
      ...wrapText(safeLine(view.subtitle), { width: columns, prefix: '' }).map(style.dim),
      ...document.differingKeys.flatMap(({ key, base, head }) =>
        wrapText(`${safeLine(key)}: ${safeLine(base)} → ${safeLine(head)}`, {
          width: columns,
          prefix: '  ≠ ',
        }),
      ),
    ],
    [
      ...listed.flatMap((row) => rowLines(row, columns, style)),
      ...(sameCount === 0 ? [] : [`${formatCount(sameCount)} same, not listed.`]),
    ],
    [
      ...(view.adviceSummary === ''
        ? []
        : wrapText(`Advice: ${view.adviceSummary}.`, { width: columns, prefix: '' })),
      ...view.changedAdvice.flatMap(({ where, base, head }) =>
        wrapText(safeLine(`${where}: ${base} → ${head}`), { width: columns, prefix: '  ' }),
      ),
    ],
    findingLines(document.findings, columns, style),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** Two or three lines per cell: names are long, and a table would cut them. */
function rowLines(row: ComparisonRow, width: number, style: Style): string[] {
  const indent = ' '.repeat(OUTCOME_WIDTH);
  const name = safeLine([row.scenario, row.condition, row.label].filter((text) => text !== '').join(' · '));
  const [first = '', ...rest] = wrapText(name, { width, prefix: indent });
  const outcome = paintOf(row.outcome, style)(row.outcome) + ' '.repeat(OUTCOME_WIDTH - row.outcome.length);
  const found = row.wouldFind === '' ? '' : `would find ${row.wouldFind}`;
  const figures = [row.change, row.figures, found].filter((text) => text !== '').join(' · ');
  return [
    outcome + first.slice(OUTCOME_WIDTH),
    ...rest,
    ...(figures === '' ? [] : wrapText(figures, { width, prefix: indent })),
    ...(row.detail === '' ? [] : wrapText(safeLine(row.detail), { width, prefix: indent }).map(style.dim)),
  ];
}

function paintOf(outcome: Outcome, style: Style): Paint {
  if (outcome === 'slower' || outcome === 'removed') return style.bad;
  if (outcome === 'same') return style.dim;
  return outcome === 'faster' ? style.good : style.doubt;
}

/** A comparison as a comment on a pull request: what changed first, what is the same folded away, never too long. */
import type { ComparisonDocument } from '../../harness/result/schema.ts';
import { type ComparisonRow, type ComparisonView, comparisonView, type Outcome } from '../comparison-view.ts';
import { formatCount } from '../format.ts';
import { codeSpan } from './escape.ts';
import { markdownTable } from './table.ts';

/** GitHub drops a comment of more than 65,536 characters whole. */
const MAX_COMMENT_BYTES = 60_000;
const MAX_SLOWER_WHEN_SHORT = 20;

const SIGNS: Readonly<Record<Outcome, string>> = {
  slower: '🟥',
  removed: '➖',
  'not comparable': '🚫',
  unsure: '❔',
  faster: '🟩',
  added: '➕',
  same: '⬜',
};

/** What may be left out to make room, in this order. */
const SHEDDING = ['same', 'unsure', 'environment', `slower beyond ${MAX_SLOWER_WHEN_SHORT}`] as const;
type Shed = (typeof SHEDDING)[number];

/** At most `maxBytes` of Markdown that ends with a line feed; what had to go is said. Pure. */
export function renderComparisonMarkdown(document: ComparisonDocument, maxBytes = MAX_COMMENT_BYTES): string {
  for (let count = 0; count < SHEDDING.length; count++) {
    const text = render(document, new Set(SHEDDING.slice(0, count)));
    if (Buffer.byteLength(text) <= maxBytes) return text;
  }
  const shortest = render(document, new Set(SHEDDING));
  if (Buffer.byteLength(shortest) <= maxBytes) return shortest;
  const view = comparisonView(document);
  return `${headings(view.title, view.worst, view.subtitle)}\n\nToo long to be shown here; see the documents.\n`;
}

function headings(title: string, worst: Outcome | null, subtitle: string): string {
  return `### ${worst === null ? SIGNS.unsure : SIGNS[worst]} ${title}\n${codeSpan(subtitle)}`;
}

function render(document: ComparisonDocument, shed: ReadonlySet<Shed>): string {
  const view = comparisonView(document);
  const hidden = (row: ComparisonRow): boolean =>
    row.outcome === 'same' || (row.outcome === 'unsure' && shed.has('unsure'));
  const shown = limitSlower(
    view.rows.filter((row) => !hidden(row)),
    shed,
  );
  const same = view.rows.filter((row) => row.outcome === 'same');
  const sections = [
    headings(view.title, view.worst, view.subtitle),
    shown.length === 0 ? '' : rowTable(shown),
    same.length === 0 || shed.has('same') ? '' : folded(`${formatCount(same.length)} same`, rowTable(same)),
    advice(view),
    shed.has('environment') ? '' : environment(document),
    doubts(document),
    document.gate === undefined ? '' : LEGEND,
    shed.size === 0 ? '' : `Left out to keep this short: ${[...shed].join(', ')}.`,
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function limitSlower(rows: readonly ComparisonRow[], shed: ReadonlySet<Shed>): ComparisonRow[] {
  if (!shed.has(SHEDDING[3])) return [...rows];
  const slower = rows.filter((row) => row.outcome === 'slower').slice(0, MAX_SLOWER_WHEN_SHORT);
  return [...slower, ...rows.filter((row) => row.outcome !== 'slower').slice(0, MAX_SLOWER_WHEN_SHORT)];
}

function rowTable(rows: readonly ComparisonRow[]): string {
  return markdownTable(
    ['', 'scenario · model', 'base → head', 'change [95% CI]', 'would find'],
    rows.map((row) => [
      `${SIGNS[row.outcome]} ${row.outcome}`,
      [row.scenario, row.condition, row.label]
        .filter((text) => text !== '')
        .map(codeSpan)
        .join(' '),
      row.figures,
      [row.change, codeSpan(row.detail)].filter((text) => text !== '').join(' · '),
      row.wouldFind,
    ]),
  );
}

/** For those who meet it in a pull request. */
const LEGEND =
  '<sub>slower/faster: surely beyond the margin · same: surely within · unsure: neither, and no failure; CPU per task, the longest task of a block and its quickest tasks are told where they surely changed, and are slower, too · would find: the smallest change that 80 % of comparisons like this one find · null control: how far the base was from itself</sub>';
const MOST_ADVICE = 10;

function advice({ adviceSummary, changedAdvice }: ComparisonView): string {
  if (adviceSummary === '') return '';
  const lines = changedAdvice
    .slice(0, MOST_ADVICE)
    .map(({ where, base, head }) => `- ${codeSpan(where)}: ${codeSpan(base)} → ${codeSpan(head)}`);
  const more = changedAdvice.length - lines.length;
  return [
    `Advice: ${adviceSummary}.`,
    ...lines,
    ...(more > 0 ? [`- and ${formatCount(more)} more`] : []),
  ].join('\n');
}

function environment({ differingKeys }: ComparisonDocument): string {
  if (differingKeys.length === 0) return '';
  const rows = differingKeys.map(({ key, base, head }) => [codeSpan(key), codeSpan(base), codeSpan(head)]);
  return `Not the same machine:\n\n${markdownTable(['', 'base', 'head'], rows)}`;
}

function doubts({ findings }: ComparisonDocument): string {
  const lines = findings
    .filter(({ cell }) => cell === null)
    .map(({ id, evidence, remedy }) => `- ${codeSpan(id)}: ${codeSpan(evidence)} ${codeSpan(remedy)}`);
  return lines.join('\n');
}

function folded(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

/** A comparison as workflow commands of GitHub Actions: what became slower stands beside the change. Pure. */
import type { ComparisonDocument } from '../../harness/result/schema.ts';
import { type ComparisonRow, comparisonView } from '../comparison-view.ts';
import { safeLine } from '../safe-text.ts';

/** GitHub shows ten of a kind in a step; more would be dropped without a word. */
const MOST_OF_A_KIND = 9;

const KINDS: Readonly<Partial<Record<ComparisonRow['outcome'], 'error' | 'warning'>>> = {
  slower: 'error',
  'not comparable': 'warning',
  removed: 'warning',
  unsure: 'warning',
};

/** In messages `%` and line ends are escaped, in properties `:` and `,` as well (actions/toolkit, core/src/command.ts). */
function escapeMessage(text: string): string {
  return safeLine(text).replaceAll('%', '%25');
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** A line for each cell that needs a look, and one for those beyond the limit; empty without any. */
export function renderAnnotations(document: ComparisonDocument): string {
  const rows = comparisonView(document).rows;
  const lines = (['error', 'warning'] as const).flatMap((kind) => {
    const concerned = rows.filter(({ outcome }) => KINDS[outcome] === kind);
    const shown = concerned.slice(0, MOST_OF_A_KIND).map((row) => {
      const name = [row.scenario, row.condition, row.label].filter((text) => text !== '').join(' · ');
      const message = [row.change, row.figures, row.detail].filter((text) => text !== '').join(' · ');
      return `::${kind} title=${escapeProperty(`${row.outcome}: ${name}`)}::${escapeMessage(message)}\n`;
    });
    const left = concerned.length - shown.length;
    return left === 0 ? shown : [...shown, `::${kind} title=crossover::and ${left} more; see the summary\n`];
  });
  return lines.join('');
}

/** `crossover compare`: two stored runs, cell by cell. Advisory: its exit code never says regression. */

import { compareDocuments } from '../../harness/compare.ts';
import { DEFAULT_OUT_DIR } from '../../harness/config/defaults.ts';
import { parsePercent } from '../../harness/config/parse-values.ts';
import { readRunDocument } from '../../harness/result/parse.ts';
import type { ComparisonDocument } from '../../harness/result/schema.ts';
import { readTool } from '../../harness/tool.ts';
import { renderComparisonMarkdown } from '../../reports/markdown/comparison.ts';
import { renderComparison } from '../../reports/terminal/comparison-table.ts';
import type { CommandArguments } from '../command-line.ts';
import { exitCodeOfComparison } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { choiceOf } from './choice.ts';
import { renderOptionsFor } from './render-options.ts';

const FORMATS = ['text', 'markdown', 'json'] as const;

/** Gives the exit code. Throws CROSSOVER_USAGE and, for what is no run, CROSSOVER_DOCUMENT. */
export async function compareCommand({ words, options }: CommandArguments, io: Io): Promise<number> {
  const format = choiceOf(options.format, FORMATS, 'format');
  const asked = typeof options.margin === 'string' ? parsePercent(options.margin, '--margin') : null;
  const [base, head] = await Promise.all([
    readRunDocument(words[0]!, DEFAULT_OUT_DIR),
    readRunDocument(words[1]!, DEFAULT_OUT_DIR),
  ]);
  const comparison = compareDocuments(base, head, {
    marginRatio: asked ?? head.document.config.marginRatio,
    tool: readTool(),
  });
  io.stdout.write(render(comparison, format, io, options));
  return exitCodeOfComparison(comparison, { strict: options.strict === true });
}

function render(
  comparison: ComparisonDocument,
  format: (typeof FORMATS)[number],
  io: Io,
  options: CommandArguments['options'],
): string {
  switch (format) {
    case 'text':
      return renderComparison(comparison, renderOptionsFor(io.stdout, io, options));
    case 'markdown':
      return renderComparisonMarkdown(comparison);
    case 'json':
      return `${JSON.stringify(comparison, null, 2)}\n`;
  }
}

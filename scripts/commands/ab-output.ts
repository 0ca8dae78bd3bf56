/** `crossover ab`: what it prints and writes: words, files, lines and summary on GitHub. */
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { COMPARISON_FILE } from '../../harness/result/locate.ts';
import type { ComparisonDocument, RunDocument } from '../../harness/result/schema.ts';
import { writeDocument, writeFileAtomically } from '../../harness/result/write.ts';
import { renderAnnotations } from '../../reports/ci/annotations.ts';
import { renderBenchmarkAction } from '../../reports/ci/benchmark-action.ts';
import { renderJUnit } from '../../reports/ci/junit.ts';
import { renderComparisonHtml } from '../../reports/html/comparison.ts';
import { renderComparisonMarkdown } from '../../reports/markdown/comparison.ts';
import { renderComparison } from '../../reports/terminal/comparison-table.ts';
import type { CommandArguments } from '../command-line.ts';
import type { Io } from '../io.ts';
import { renderOptionsFor } from './render-options.ts';
import type { RunRequest } from './run-request.ts';
import { writeReport } from './write-report.ts';

/** By this a workflow finds its comment of the last push, to write it anew instead of adding another. */
const COMMENT_MARK = '<!-- crossover ab -->';
/** What people open. */
const PAGE = 'comparison.html';
/** GitHub takes a mebibyte a step. */
const SUMMARY_BYTES = 1_000_000;

/** The words on stdout; under `--json` the document there, and the words on stderr. */
export function showComparison(
  comparison: ComparisonDocument,
  { options }: CommandArguments,
  io: Io,
  { json }: Pick<RunRequest, 'json'>,
): void {
  const words = json ? io.stderr : io.stdout;
  words.write(renderComparison(comparison, renderOptionsFor(words, io, options)));
  if (json) io.stdout.write(`${JSON.stringify(comparison)}\n`);
}

/** The comparison in every form that somebody reads, and the run that it rests on; gives the page, and what lies beside it, as lines. */
export async function writeComparison(
  comparison: ComparisonDocument,
  document: RunDocument,
  folder: string,
  { reportMode }: Pick<RunRequest, 'reportMode'>,
): Promise<string[]> {
  const texts: Readonly<Record<string, string>> = {
    'comparison.md': `${renderComparisonMarkdown(comparison)}\n${COMMENT_MARK}\n`,
    [PAGE]: renderComparisonHtml(comparison),
    'junit.xml': renderJUnit(comparison),
    'benchmark-action.json': renderBenchmarkAction(comparison),
  };
  await writeDocument(join(folder, COMPARISON_FILE), comparison);
  for (const [name, text] of Object.entries(texts)) await writeFileAtomically(join(folder, name), text);
  const { paths } = await writeReport(document, folder, { mode: reportMode, withCharts: false });
  const beside = [...Object.keys(texts).filter((name) => name !== PAGE), COMPARISON_FILE];
  return [join(folder, PAGE), `beside it: ${beside.join(', ')}`, ...paths];
}

/** On GitHub Actions: lines beside the change, and the summary of the step. A summary that cannot be written is told. */
export async function tellGitHub(comparison: ComparisonDocument, { env, stdout, stderr }: Io): Promise<void> {
  if (env.GITHUB_ACTIONS !== 'true') return;
  stdout.write(renderAnnotations(comparison));
  const summary = env.GITHUB_STEP_SUMMARY;
  if (summary === undefined || summary === '') return;
  try {
    await appendFile(summary, `${renderComparisonMarkdown(comparison, SUMMARY_BYTES)}\n`);
  } catch (error) {
    stderr.write(`The step summary was not written: ${error instanceof Error ? error.message : error}\n`);
  }
}

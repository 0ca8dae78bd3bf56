/** `crossover compare`: two stored runs, cell by cell, or two tunes (advisory), or one run against the spread of many (a gate). */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gateAgainstBaseline } from '../../harness/compare/against-baseline.ts';
import type { ComparedRun } from '../../harness/compare/shared.ts';
import { compareDocuments } from '../../harness/compare.ts';
import { AB, DEFAULT_OUT_DIR } from '../../harness/config/defaults.ts';
import { parsePercent } from '../../harness/config/parse-values.ts';
import { CrossoverError } from '../../harness/errors.ts';
import { LATEST, RESULT_FILE } from '../../harness/result/locate.ts';
import { readRunDocument } from '../../harness/result/parse.ts';
import type { ComparisonDocument } from '../../harness/result/schema.ts';
import { readTool } from '../../harness/tool.ts';
import { renderJUnit } from '../../reports/ci/junit.ts';
import { renderComparisonHtml } from '../../reports/html/comparison.ts';
import { renderComparisonMarkdown } from '../../reports/markdown/comparison.ts';
import { renderComparison } from '../../reports/terminal/comparison-table.ts';
import type { CommandArguments } from '../command-line.ts';
import { exitCodeOfComparison } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { choiceOf } from './choice.ts';
import { areTunes, compareTunes } from './compare-tunes.ts';
import { renderOptionsFor } from './render-options.ts';

const FORMATS = ['text', 'markdown', 'html', 'junit', 'json'] as const;

/** Gives the exit code. Throws CROSSOVER_USAGE, for what is no run CROSSOVER_DOCUMENT, and CROSSOVER_NOT_COMPARABLE. */
export async function compareCommand(typed: CommandArguments, io: Io): Promise<number> {
  const { options } = typed;
  const format = choiceOf(options.format, FORMATS, 'format');
  if (options.baseline === undefined && (await areTunes(typed.words))) {
    refuseRunOptions(options);
    return compareTunes(typed.words, format, io);
  }
  const comparison = await compareAsAsked(typed);
  io.stdout.write(render(comparison, format, io, options));
  return exitCodeOfComparison(comparison, { strict: options.strict === true });
}

/** A tune has decided what ties by a δ of its own, and its answer is the same or another. */
function refuseRunOptions({ margin, strict }: CommandArguments['options']): void {
  const given = margin !== undefined ? '--margin' : strict === true ? '--strict' : null;
  if (given === null) return;
  throw new CrossoverError('CROSSOVER_USAGE', `${given} says nothing of two tunes.`, {
    remedy: 'Leave it out; to fail a build on a tune, use crossover tune --baseline.',
  });
}

async function compareAsAsked({ words, options }: CommandArguments): Promise<ComparisonDocument> {
  const asked = typeof options.margin === 'string' ? parsePercent(options.margin, '--margin') : null;
  const baseline = typeof options.baseline === 'string' ? options.baseline : null;
  if (baseline !== null && words.length > 1) {
    throw new CrossoverError('CROSSOVER_USAGE', `"${words[0]}" stands beside --baseline.`, {
      remedy: 'Give the folder of earlier runs with --baseline and the head alone as a word.',
    });
  }
  if (baseline === null && words.length < 2) {
    throw new CrossoverError('CROSSOVER_USAGE', `"${words[0]}" stands alone.`, {
      remedy: 'Name base and head, or give the earlier runs with --baseline DIR.',
    });
  }
  const [runs, head] = await Promise.all([
    baseline === null ? readRunDocument(words[0]!, DEFAULT_OUT_DIR).then((run) => [run]) : readRuns(baseline),
    readRunDocument(words.at(-1)!, DEFAULT_OUT_DIR),
  ]);
  for (const { document, path } of baseline === null ? [...runs, head] : [head]) {
    if (document.config.sides === undefined) continue;
    throw new CrossoverError('CROSSOVER_DOCUMENT', `${path} is a run of two versions (crossover ab).`, {
      remedy: 'Its own comparison lies beside it (comparison.json); compare takes runs of crossover run.',
    });
  }
  const common = { marginRatio: asked ?? head.document.config.marginRatio, tool: readTool() };
  return baseline === null
    ? compareDocuments(runs[0]!, head, common)
    : gateAgainstBaseline(runs, head, { ...common, familyAlpha: AB.familyAlpha, name: baseline });
}

/** Every run in a folder of runs; comparisons of two versions are none. */
async function readRuns(folder: string): Promise<ComparedRun[]> {
  const names = await readdir(folder).catch(() => null);
  if (names === null) {
    throw new CrossoverError('CROSSOVER_USAGE', `--baseline: there is no folder ${folder}.`, {
      remedy: 'Give a folder that holds the folders of earlier runs.',
    });
  }
  // What holds no result is no run: pictures, or a run that was killed.
  const runs = names.filter((name) => name !== LATEST && existsSync(join(folder, name, RESULT_FILE))).sort();
  const read = await Promise.all(runs.map((name) => readRunDocument(join(folder, name), DEFAULT_OUT_DIR)));
  return read.filter(({ document }) => document.config.sides === undefined);
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
    case 'html':
      return renderComparisonHtml(comparison);
    case 'junit':
      return renderJUnit(comparison);
    case 'json':
      return `${JSON.stringify(comparison, null, 2)}\n`;
  }
}

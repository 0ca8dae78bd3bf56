/** `crossover ab`: two versions of the same scenarios, measured in the same turns on this machine. The gate. */
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { confirmSlower, slowerCells } from '../../harness/compare/confirm.ts';
import { gateSides } from '../../harness/compare/gate-sides.ts';
import { DEFAULT_OUT_DIR } from '../../harness/config/defaults.ts';
import type { ResolvedConfig } from '../../harness/config/options.ts';
import { resolveConfig } from '../../harness/config/resolve.ts';
import { CrossoverError } from '../../harness/errors.ts';
import { models } from '../../harness/models/index.ts';
import { COMPARISON_FILE, RESULT_FILE } from '../../harness/result/locate.ts';
import type { ComparisonDocument, RunDocument } from '../../harness/result/schema.ts';
import { writeDocument, writeFileAtomically } from '../../harness/result/write.ts';
import type { SavedRun } from '../../harness/run/journal.ts';
import { run as measure } from '../../harness/run.ts';
import { renderAnnotations } from '../../reports/ci/annotations.ts';
import { renderBenchmarkAction } from '../../reports/ci/benchmark-action.ts';
import { renderJUnit } from '../../reports/ci/junit.ts';
import { renderComparisonHtml } from '../../reports/html/comparison.ts';
import { renderComparisonMarkdown } from '../../reports/markdown/comparison.ts';
import { renderComparison } from '../../reports/terminal/comparison-table.ts';
import { createProgress } from '../../reports/terminal/progress.ts';
import type { CommandArguments } from '../command-line.ts';
import { exitCodeOfComparison, SIGNAL_EXIT } from '../exit-code.ts';
import { columnsOf, type Io, stopSignalOf } from '../io.ts';
import { loadSides } from './ab-sides.ts';
import { ensureWritable, pointLatestAt } from './output-folder.ts';
import { renderOptionsFor } from './render-options.ts';
import { reproducingCommand } from './reproduce.ts';
import { resumeHint, resumeRun, toStoredRequest } from './resume.ts';
import type { Measure } from './run.ts';
import { toRunRequest } from './run-request.ts';
import { writeReport } from './write-report.ts';

/** By this a workflow finds its comment of the last push, to write it anew instead of adding another. */
const COMMENT_MARK = '<!-- crossover ab -->';
/** GitHub takes a mebibyte a step. */
const SUMMARY_BYTES = 1_000_000;

/** Gives the exit code. Throws CrossoverError for what keeps the versions from being measured. */
export async function abCommand(typed: CommandArguments, io: Io, run: Measure = measure): Promise<number> {
  const resumed =
    typeof typed.options.resume === 'string'
      ? await resumeRun('ab', typed, typed.options.resume, DEFAULT_OUT_DIR)
      : null;
  const given = resumed?.given ?? typed;
  const { options } = given;
  if (given.words.length === 0) throw nothingToCompare();
  const scenarios = Array.isArray(options.scenario) ? options.scenario.map(String) : [];
  const request = { ...toRunRequest(given), ...(resumed === null ? {} : { outDir: resumed.outDir }) };
  const isSilent = request.quiet || request.json;
  const tell = (line: string): void => {
    if (!request.quiet) io.stderr.write(`${line}\n`);
  };
  const textOf = (name: string): string | null => {
    const value = options[name];
    return typeof value === 'string' ? value : null;
  };
  const sides = await loadSides(
    {
      words: given.words,
      scenarios,
      inputFile: request.inputFile,
      preset: request.preset,
      commands: { install: textOf('install'), build: textOf('build') },
    },
    tell,
    io.signal,
  );
  const progress = isSilent
    ? null
    : createProgress({
        stream: io.stderr,
        isTTY: io.stderr.isTTY === true,
        columns: () => columnsOf(io.stderr),
        env: io.env,
      });
  try {
    const { baseName, headName, bases, heads } = sides;
    const files = [...sides.files, ...(request.inputFile === null ? [] : [request.inputFile])];
    const config = resolveConfig({ ...request.options, sides: { baseName, headName, heads } }, bases, models);
    await ensureWritable(request.outDir);
    if (io.signal.aborted) return SIGNAL_EXIT[stopSignalOf(io) ?? 'SIGINT'];
    const measureOnce = async (planned: ResolvedConfig, saved: SavedRun | null): Promise<Measured> => {
      const document = await run(planned, {
        outDir: request.outDir,
        command: reproducingCommand(given, planned.seed, 'ab'),
        // What confirms another run is measured anew with it, and not continued by itself.
        request:
          planned.sides?.only === undefined
            ? await toStoredRequest('ab', { words: sides.pinnedWords, options }, planned.seed, files)
            : null,
        saved,
        onEvent: (event) => progress?.onEvent(event),
        signal: io.signal,
      });
      progress?.clear();
      const path = join(request.outDir, document.runId, RESULT_FILE);
      return { document, comparison: gateSides(document, path) };
    };
    const first = await measureOnce(config, resumed?.saved ?? null);
    const comparison =
      options.confirm === true && first.document.complete
        ? await confirm(first.comparison, config, measureOnce, tell)
        : first.comparison;
    return await conclude({ document: first.document, comparison }, given, io, request);
  } finally {
    progress?.clear();
    await sides.dispose();
  }
}

/** A run of two versions, and what it says. */
interface Measured {
  readonly document: RunDocument;
  readonly comparison: ComparisonDocument;
}

/** Cells that would fail the build once more, in fresh processes and with a seed of their own. */
async function confirm(
  first: ComparisonDocument,
  config: ResolvedConfig,
  measureOnce: (config: ResolvedConfig, saved: SavedRun | null) => Promise<Measured>,
  tell: (line: string) => void,
): Promise<ComparisonDocument> {
  const only = slowerCells(first);
  if (only.length === 0 || config.sides === null) return first;
  tell(`measuring ${only.length} slower ${only.length === 1 ? 'cell' : 'cells'} once more, to confirm`);
  const seed = (config.seed + 1) % Number.MAX_SAFE_INTEGER;
  const { comparison } = await measureOnce({ ...config, seed, sides: { ...config.sides, only } }, null);
  return confirmSlower(first, comparison);
}

function nothingToCompare(): CrossoverError {
  return new CrossoverError('CROSSOVER_USAGE', 'What is compared is not said.', {
    remedy: 'Name the base: crossover ab main --scenario bench/parse.ts, or two files.',
  });
}

async function conclude(
  { document, comparison }: Measured,
  { options }: CommandArguments,
  io: Io,
  { outDir, json, reportMode, strict }: ReturnType<typeof toRunRequest>,
): Promise<number> {
  const folder = join(outDir, document.runId);
  const words = json ? io.stderr : io.stdout;
  words.write(renderComparison(comparison, renderOptionsFor(words, io, options)));
  if (json) io.stdout.write(`${JSON.stringify(comparison)}\n`);
  const paths = await write(comparison, document, folder, { reportMode });
  if (!json) await tellGitHub(comparison, io);
  await pointLatestAt(document.runId, outDir);
  words.write(`\n${paths.join('\n')}\n`);
  if (!document.complete) io.stderr.write(`${resumeHint('ab', folder, io)}\n`);
  const stop = stopSignalOf(io);
  return stop === null ? exitCodeOfComparison(comparison, { strict }) : SIGNAL_EXIT[stop];
}

/** The comparison in every form that somebody reads, and the run that it rests on. */
async function write(
  comparison: ComparisonDocument,
  document: RunDocument,
  folder: string,
  { reportMode }: Pick<ReturnType<typeof toRunRequest>, 'reportMode'>,
): Promise<string[]> {
  const texts: Readonly<Record<string, string>> = {
    'comparison.md': `${renderComparisonMarkdown(comparison)}\n${COMMENT_MARK}\n`,
    'comparison.html': renderComparisonHtml(comparison),
    'junit.xml': renderJUnit(comparison),
    'benchmark-action.json': renderBenchmarkAction(comparison),
  };
  await writeDocument(join(folder, COMPARISON_FILE), comparison);
  for (const [name, text] of Object.entries(texts)) await writeFileAtomically(join(folder, name), text);
  const { paths } = await writeReport(document, folder, { mode: reportMode, withCharts: false });
  return [COMPARISON_FILE, ...Object.keys(texts)].map((name) => join(folder, name)).concat(paths);
}

/** On GitHub Actions: lines beside the change, and the summary of the step. A summary that cannot be written is told. */
async function tellGitHub(comparison: ComparisonDocument, { env, stdout, stderr }: Io): Promise<void> {
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

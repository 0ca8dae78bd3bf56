/** `crossover ab`: two versions of the same scenarios, measured in the same turns on this machine. The gate. */
import { join } from 'node:path';
import { confirmSlower, slowerCells } from '../../harness/compare/confirm.ts';
import { gateSides, settledConditions } from '../../harness/compare/gate-sides.ts';
import { DEFAULT_OUT_DIR } from '../../harness/config/defaults.ts';
import type { ResolvedConfig } from '../../harness/config/options.ts';
import { resolveConfig } from '../../harness/config/resolve.ts';
import { CrossoverError } from '../../harness/errors.ts';
import { knownModels } from '../../harness/models/index.ts';
import { RESULT_FILE } from '../../harness/result/locate.ts';
import type { ComparisonDocument, RunDocument } from '../../harness/result/schema.ts';
import type { SavedRun } from '../../harness/run/journal.ts';
import { run as measure } from '../../harness/run.ts';
import type { RunEvent } from '../../harness/run-events.ts';
import { createProgress } from '../../reports/terminal/progress.ts';
import type { CommandArguments } from '../command-line.ts';
import { exitCodeOfComparison, SIGNAL_EXIT } from '../exit-code.ts';
import { columnsOf, type Io, stopSignalOf } from '../io.ts';
import { showComparison, tellGitHub, writeComparison } from './ab-output.ts';
import { type AbWish, type LoadedSides, loadSides } from './ab-sides.ts';
import { afterMeasuring, type Measure, measureAndShow } from './after-measuring.ts';
import { ensureWritable, pointLatestAt } from './output-folder.ts';
import { reproducingCommand } from './reproduce.ts';
import { resumeHint, resumeRun, toStoredRequest } from './resume.ts';
import { type RunRequest, toRunRequest } from './run-request.ts';

/** Gives the exit code. Throws CrossoverError for what keeps the versions from being measured. */
export async function abCommand(typed: CommandArguments, io: Io, run: Measure = measure): Promise<number> {
  const resumed =
    typeof typed.options.resume === 'string'
      ? await resumeRun('ab', typed, typed.options.resume, DEFAULT_OUT_DIR)
      : null;
  const given = resumed?.given ?? typed;
  if (given.words.length === 0) throw nothingToCompare();
  const request = { ...toRunRequest(given), ...(resumed === null ? {} : { outDir: resumed.outDir }) };
  const tell = (line: string): void => {
    if (!request.quiet) io.stderr.write(`${line}\n`);
  };
  const sides = await loadSides(toWish(given, request), tell, io.signal);
  try {
    const { baseName, headName, bases, heads } = sides;
    const config = resolveConfig(
      { ...request.options, sides: { baseName, headName, heads, looksTwice: true } },
      bases,
      knownModels,
    );
    await ensureWritable(request.outDir);
    if (io.signal.aborted) return SIGNAL_EXIT[stopSignalOf(io) ?? 'SIGINT'];
    const measureOnce = measurerOf({ given, request, sides, io, run });
    const first = await measureOnce(config, resumed?.saved ?? null);
    const comparison =
      given.options.confirm === true && first.document.complete
        ? await confirm(first.comparison, config, measureOnce, tell)
        : first.comparison;
    return await conclude({ document: first.document, comparison }, given, io, request);
  } finally {
    await sides.dispose();
  }
}

function toWish({ words, options }: CommandArguments, { inputFile, preset }: RunRequest): AbWish {
  const textOf = (name: string): string | null => {
    const value = options[name];
    return typeof value === 'string' ? value : null;
  };
  const scenarios = Array.isArray(options.scenario) ? options.scenario.map(String) : [];
  const commands = { install: textOf('install'), build: textOf('build') };
  return { words, scenarios, inputFile, preset, commands };
}

type MeasureOnce = (config: ResolvedConfig, saved: SavedRun | null) => Promise<Measured>;

/** How both versions are measured, once or once more: with progress, and shown also where nothing can be written. */
function measurerOf({ given, request, sides, io, run }: Asked): MeasureOnce {
  const { options } = given;
  const files = [...sides.files, ...(request.inputFile === null ? [] : [request.inputFile])];
  const progress =
    request.quiet || request.json
      ? null
      : createProgress({
          stream: io.stderr,
          isTTY: io.stderr.isTTY === true,
          columns: () => columnsOf(io.stderr),
          env: io.env,
        });
  const compare = (document: RunDocument): ComparisonDocument =>
    gateSides(document, join(request.outDir, document.runId, RESULT_FILE));
  return async (config, saved) => {
    const runOptions = {
      outDir: request.outDir,
      command: reproducingCommand(given, config.seed, 'ab'),
      // What confirms another run is measured anew with it, and not continued by itself.
      request:
        config.sides?.only === undefined
          ? await toStoredRequest('ab', { words: sides.pinnedWords, options }, config.seed, files)
          : null,
      saved,
      settledConditions,
      onEvent: (event: RunEvent) => progress?.onEvent(event),
      signal: io.signal,
    };
    try {
      const document = await measureAndShow(run, config, runOptions, (measured) => {
        progress?.clear();
        showComparison(compare(measured), given, io, request);
      });
      return { document, comparison: compare(document) };
    } finally {
      progress?.clear();
    }
  };
}

/** What was asked for, and the two versions of it. */
interface Asked {
  readonly given: CommandArguments;
  readonly request: RunRequest;
  readonly sides: LoadedSides;
  readonly io: Io;
  readonly run: Measure;
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
  measureOnce: MeasureOnce,
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
  given: CommandArguments,
  io: Io,
  request: RunRequest,
): Promise<number> {
  const { outDir, json, strict } = request;
  const folder = join(outDir, document.runId);
  showComparison(comparison, given, io, request);
  if (!json) await tellGitHub(comparison, io);
  const paths = await writeComparison(comparison, document, folder, request).catch((error) => {
    throw afterMeasuring(error);
  });
  const latestProblem = await pointLatestAt(document.runId, outDir);
  if (latestProblem !== null) io.stderr.write(`latest was not moved: ${latestProblem}\n`);
  (json ? io.stderr : io.stdout).write(`\n${paths.join('\n')}\n`);
  if (!document.complete) io.stderr.write(`${resumeHint('ab', folder, io)}\n`);
  const stop = stopSignalOf(io);
  return stop === null ? exitCodeOfComparison(comparison, { strict }) : SIGNAL_EXIT[stop];
}

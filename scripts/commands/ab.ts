/** `crossover ab`: two versions of the same scenarios, measured in the same turns on this machine. The gate. */
import { join } from 'node:path';
import { dealAfterFirstLook, gateSides } from '../../harness/compare/gate-sides.ts';
import { DEFAULT_OUT_DIR } from '../../harness/config/defaults.ts';
import { resolveConfig } from '../../harness/config/resolve.ts';
import { CrossoverError } from '../../harness/errors.ts';
import { knownModels } from '../../harness/models/index.ts';
import { RESULT_FILE } from '../../harness/result/locate.ts';
import type { ComparisonDocument, RunDocument } from '../../harness/result/schema.ts';
import { run as measure } from '../../harness/run.ts';
import { createProgress } from '../../reports/terminal/progress.ts';
import type { CommandArguments } from '../command-line.ts';
import { exitCodeOfComparison, SIGNAL_EXIT } from '../exit-code.ts';
import { columnsOf, type Io, stopSignalOf } from '../io.ts';
import { showComparison, tellGitHub, writeComparison } from './ab-output.ts';
import { type AbWish, type LoadedSides, loadSides } from './ab-sides.ts';
import { afterMeasuring, type Measure, measureAndShow } from './after-measuring.ts';
import { confirmInFreshBlocks, type Measured, type MeasureSides } from './confirm-run.ts';
import { listenWith } from './listen.ts';
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
    const command = reproducingCommand(given, config.seed, 'ab');
    const measureSides = measurerOf({ given, request, sides, io, run, command });
    const first = await measureSides(config, { outDir: request.outDir, saved: resumed?.saved ?? null });
    const measured =
      given.options.confirm === true
        ? await confirmInFreshBlocks(first, config, request.outDir, measureSides, tell)
        : first;
    return await conclude(measured, given, io, request);
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

/** How both versions are measured, once or once more: with progress, and shown also where nothing can be written. */
function measurerOf({ given, request, sides, io, run, command }: Asked): MeasureSides {
  const files = [...sides.files, ...(request.inputFile === null ? [] : [request.inputFile])];
  const pinned = { words: sides.pinnedWords, options: given.options };
  const progress =
    request.quiet || request.json
      ? null
      : createProgress({
          stream: io.stderr,
          isTTY: io.stderr.isTTY === true,
          columns: () => columnsOf(io.stderr),
          env: io.env,
        });
  return async (config, { outDir, saved }) => {
    const compare = (document: RunDocument): ComparisonDocument =>
      gateSides(document, join(outDir, document.runId, RESULT_FILE));
    const runOptions = {
      outDir,
      command,
      // What confirms another run is continued with it, and not by itself.
      request:
        config.sides?.only === undefined ? await toStoredRequest('ab', pinned, config.seed, files) : null,
      saved,
      dealAfterFirstLook,
      onEvent: listenWith(progress, io),
      signal: io.signal,
    };
    try {
      const document = await measureAndShow(run, config, runOptions, (measured) => {
        progress?.clear();
        showComparison(compare(measured), given, io, request);
      });
      return { document, comparison: compare(document), isComplete: document.complete };
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
  /** What takes the same figures again. */
  readonly command: string;
}

function nothingToCompare(): CrossoverError {
  return new CrossoverError('CROSSOVER_USAGE', 'What is compared is not said.', {
    remedy: 'Name the base: crossover ab main --scenario bench/parse.ts, or two files.',
  });
}

async function conclude(
  { document, comparison, isComplete }: Measured,
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
  const confirming = given.options.confirm === true ? ' --confirm' : '';
  if (!isComplete) io.stderr.write(`${resumeHint('ab', folder, io)}${confirming}\n`);
  const stop = stopSignalOf(io);
  return stop === null ? exitCodeOfComparison(comparison, { strict }) : SIGNAL_EXIT[stop];
}

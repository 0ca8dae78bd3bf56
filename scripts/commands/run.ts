/** `crossover run`: words → scenarios → configuration → run → report. Everything is checked before anything is measured. */
import { join } from 'node:path';
import { DEFAULT_OUT_DIR } from '../../harness/config/defaults.ts';
import type { ResolvedConfig } from '../../harness/config/options.ts';
import { resolveConfig } from '../../harness/config/resolve.ts';
import { listSources } from '../../harness/executor/bundle.ts';
import { knownModels } from '../../harness/models/index.ts';
import { RESULT_FILE } from '../../harness/result/locate.ts';
import type { RunDocument } from '../../harness/result/schema.ts';
import { run as measure } from '../../harness/run.ts';
import type { CommandArguments } from '../command-line.ts';
import { exitCodeOfRun, SIGNAL_EXIT } from '../exit-code.ts';
import { type Io, stopSignalOf } from '../io.ts';
import { afterMeasuring, type Measure, measureAndShow } from './after-measuring.ts';
import { loadScenarios } from './load-scenarios.ts';
import { ensureWritable, pointLatestAt } from './output-folder.ts';
import { reproducingCommand } from './reproduce.ts';
import { resumeHint, resumeRun, toStoredRequest } from './resume.ts';
import { createRunOutput, type RunOutput } from './run-output.ts';
import { type RunRequest, toRunRequest } from './run-request.ts';
import { writeReport } from './write-report.ts';

/** Gives the exit code. Throws CrossoverError for what keeps the run from being measured. */
export async function runCommand(typed: CommandArguments, io: Io, run: Measure = measure): Promise<number> {
  const resumed =
    typeof typed.options.resume === 'string'
      ? await resumeRun('run', typed, typed.options.resume, DEFAULT_OUT_DIR)
      : null;
  const given = resumed?.given ?? typed;
  const request = { ...toRunRequest(given), ...(resumed === null ? {} : { outDir: resumed.outDir }) };
  const loaded = await loadScenarios(request, io.signal);
  try {
    const config = resolveConfig(request.options, loaded.scenarios, knownModels);
    await ensureWritable(request.outDir);
    const output = createRunOutput(request, io, given.options);
    tellWhenStopping(io, output);
    if (io.signal.aborted) return SIGNAL_EXIT[stopSignalOf(io) ?? 'SIGINT'];
    const options = {
      outDir: request.outDir,
      command: reproducingCommand(given, config.seed),
      request: await toStoredRequest('run', given, config.seed, await filesOf(request, config)),
      saved: resumed?.saved ?? null,
      onEvent: output.onEvent,
      signal: io.signal,
    };
    const document = await measureAndShow(run, config, options, output.finish);
    output.finish(document);
    const stop = stopSignalOf(io);
    await publish(document, request, output, { withCharts: stop === null }).catch((error) => {
      throw afterMeasuring(error);
    });
    if (!document.complete) output.say(resumeHint('run', join(request.outDir, document.runId), io));
    return exitCodeOfRun(document, { strict: request.strict, stop });
  } finally {
    await loaded.dispose();
  }
}

/** What a continued run must find unchanged: files of the user's with what they import, and inputs. */
async function filesOf({ inputFile }: RunRequest, { scenarios }: ResolvedConfig): Promise<string[]> {
  const own = scenarios.filter(({ isBuiltIn }) => !isBuiltIn);
  const sources = await Promise.all(own.map(({ label }) => listSources(label, process.cwd())));
  return [...new Set([...sources.flat(), ...(inputFile === null ? [] : [inputFile])])];
}

function tellWhenStopping(io: Io, output: RunOutput): void {
  const tell = (): void =>
    output.say('Stopping: children are ended, finished blocks are kept. Again: quit at once.');
  io.signal.addEventListener('abort', tell, { once: true });
}

/** The files beside result.json, and `latest`; a lack of pictures or of the pointer is told and is no error. */
async function publish(
  document: RunDocument,
  { outDir, reportMode }: RunRequest,
  output: RunOutput,
  { withCharts }: { readonly withCharts: boolean },
): Promise<void> {
  const folder = join(outDir, document.runId);
  const { paths, chartsProblem } = await writeReport(document, folder, { mode: reportMode, withCharts });
  if (chartsProblem !== null) output.say(chartsProblem);
  const latestProblem = await pointLatestAt(document.runId, outDir);
  if (latestProblem !== null) output.say(`latest was not moved: ${latestProblem}`);
  output.tellPaths([join(folder, RESULT_FILE), ...paths]);
}

/** `crossover tune`: which size of a pool, or of any other number, this workload wants on this machine. */
import { join } from 'node:path';
import { TUNE } from '../../harness/config/defaults.ts';
import type { ResolvedConfig, SelectedScenario } from '../../harness/config/options.ts';
import { resolveConfig } from '../../harness/config/resolve.ts';
import { readUsableCores } from '../../harness/environment.ts';
import { CrossoverError } from '../../harness/errors.ts';
import { compileScenario } from '../../harness/executor/compile.ts';
import { readSettings } from '../../harness/executor/read-settings.ts';
import { knownModels } from '../../harness/models/index.ts';
import { type ReadDocument, readTuneDocument } from '../../harness/result/parse.ts';
import type { RunDocument } from '../../harness/result/schema.ts';
import type { TuneDocument } from '../../harness/result/tune-schema.ts';
import { run as measure, type RunOptions } from '../../harness/run.ts';
import { compareWithBaseline } from '../../harness/tune/against-baseline.ts';
import { concludeTune } from '../../harness/tune/conclude.ts';
import { currentSetting } from '../../harness/tune/current-setting.ts';
import { piscinaDefaultsSetting } from '../../harness/tune/piscina-defaults.ts';
import type { ObjectiveId } from '../../harness/tune/read-blocks.ts';
import { type TuneRequest, TuneSteering } from '../../harness/tune/steer.ts';
import { resolveTarget, type TuneTarget } from '../../harness/tune/target.ts';
import type { NamedSetting } from '../../harness/tune/tune-plan.ts';
import { createProgress } from '../../reports/terminal/progress.ts';
import type { CommandArguments } from '../command-line.ts';
import { exitCodeOfTune, SIGNAL_EXIT } from '../exit-code.ts';
import { columnsOf, type Io, stopSignalOf } from '../io.ts';
import { afterMeasuring, type Measure, measureAndShow } from './after-measuring.ts';
import { listenWith } from './listen.ts';
import { loadScenarios } from './load-scenarios.ts';
import { ensureWritable, pointLatestAt } from './output-folder.ts';
import { reproducingCommand } from './reproduce.ts';
import { showTune, writeTune } from './tune-output.ts';
import { type TuneOptions, toTuneOptions } from './tune-request.ts';

/** Gives the exit code. Throws CrossoverError for what keeps the tune from being measured. */
export async function tuneCommand(given: CommandArguments, io: Io, run: Measure = measure): Promise<number> {
  const options = toTuneOptions(given);
  const loaded = await loadScenarios({ ...options, preset: 'quick' }, io.signal);
  try {
    const scenario = onlyOne(loaded.scenarios);
    const cores = readUsableCores();
    const target = resolveTarget(options.wish, scenario, knownModels, cores);
    const config = toConfig(options, scenario, target);
    // Everything that may be wrong is found before anything is measured.
    const settings = await settingsFor(target, options.checkFile, io.signal);
    const baseline =
      options.baseline === null ? null : await readTuneDocument(options.baseline, options.outDir);
    await ensureWritable(options.outDir);
    if (io.signal.aborted) return SIGNAL_EXIT[stopSignalOf(io) ?? 'SIGINT'];
    const asked = { options, scenario, target, cores, given, io, settings, baseline };
    const tuned = await measureTune(run, config, asked);
    await publish(tuned, asked);
    const stop = stopSignalOf(io);
    return stop === null ? exitCodeOfTune(tuned) : SIGNAL_EXIT[stop];
  } finally {
    await loaded.dispose();
  }
}

async function publish(tuned: TuneDocument, { options, given, io }: Asked): Promise<void> {
  showTune(tuned, given.options, io, options);
  const paths = await writeTune(tuned, join(options.outDir, tuned.runId)).catch((error) => {
    throw afterMeasuring(error);
  });
  const latestProblem = await pointLatestAt(tuned.runId, options.outDir);
  if (latestProblem !== null) io.stderr.write(`latest was not moved: ${latestProblem}\n`);
  (options.json ? io.stderr : io.stdout).write(`\n${paths.join('\n')}\n`);
}

function onlyOne(scenarios: readonly SelectedScenario[]): SelectedScenario {
  const [scenario] = scenarios;
  if (scenario !== undefined && scenarios.length === 1) return scenario;
  const names = scenarios.map(({ id }) => id).join(', ');
  throw new CrossoverError('CROSSOVER_USAGE', `These are ${scenarios.length} scenarios: ${names}.`, {
    remedy: 'A size is found for one scenario at a time: name one of them.',
  });
}

/** What is not tuned has one value; the tuned knob itself has none here. */
function toConfig(
  { knobs, params, seed, taskDeadlineMs, pin, budgetMs, rate }: TuneOptions,
  scenario: SelectedScenario,
  target: TuneTarget,
): ResolvedConfig {
  const oneOf = <Value>(values: Readonly<Record<string, Value>>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]]));
  const resolved = resolveConfig(
    {
      preset: 'quick',
      models: [target.model.id],
      inFlight: [target.inFlight],
      knobs: oneOf(knobs),
      params: oneOf(params),
      pin,
      ...(seed === undefined ? {} : { seed }),
      ...(rate === null ? {} : { ratesPerSec: [rate.ratePerSec], arrivals: rate.arrivals }),
      ...(taskDeadlineMs === undefined ? {} : { taskDeadlineMs }),
    },
    [scenario],
    knownModels,
  );
  return {
    ...resolved,
    budgetMs,
    budgetIsGiven: true,
    nominalBlockMs: TUNE.nominalBlockMs,
    maxWarmUpMs: TUNE.maxWarmUpMs,
    maxAttempts: 1,
  };
}

interface Asked {
  readonly options: TuneOptions;
  readonly scenario: SelectedScenario;
  readonly target: TuneTarget;
  readonly cores: number;
  readonly given: CommandArguments;
  readonly io: Io;
  /** What people set without measuring, and what is set now. */
  readonly settings: readonly NamedSetting[];
  readonly baseline: ReadDocument<TuneDocument> | null;
}

/** Tasks that give up end sooner: of a scenario that tells which are good, throughput is that of the good ones. */
function objectiveFor({ objective }: TuneOptions, { scenario }: SelectedScenario): ObjectiveId {
  const tellsGood = scenario.isGood !== undefined && scenario.server === undefined;
  return objective === 'throughput' && tellsGood ? 'goodput' : objective;
}

async function settingsFor(
  target: TuneTarget,
  checkFile: string | null,
  signal: AbortSignal,
): Promise<NamedSetting[]> {
  const isPiscina = target.model.id === 'worker-threads' && target.id === 'poolSize';
  const defaults = isPiscina ? [piscinaDefaultsSetting(target.inFlight)] : [];
  if (checkFile === null) return defaults;
  const { moduleUrl, dispose } = await compileScenario(checkFile);
  try {
    return [
      currentSetting(await readSettings(moduleUrl, checkFile, { signal }), target, checkFile),
      ...defaults,
    ];
  } finally {
    await dispose();
  }
}

/** How it is measured, and how a document becomes of it at any moment. */
async function measureTune(run: Measure, config: ResolvedConfig, asked: Asked): Promise<TuneDocument> {
  const { options, scenario, target, cores, given, io, settings, baseline } = asked;
  const progress = options.quiet ? null : createProgress(progressOptionsOf(io));
  const request: TuneRequest = {
    target,
    fixed: options.knobs,
    settings,
    objective: objectiveFor(options, scenario),
    limits: options.limits,
    rate: options.rate,
    exhaustive: options.exhaustive,
    budgetMs: options.budgetMs,
    cores,
    tell: (text) => progress?.onEvent({ type: 'phase', text }),
  };
  const steering = new TuneSteering(request);
  const command = reproducingCommand(given, config.seed, 'tune');
  const conclude = (document: RunDocument): TuneDocument => {
    const tuned = concludeTune(document, steering, request, { command, baseline: null });
    if (baseline === null) return tuned;
    return { ...tuned, baseline: compareWithBaseline(baseline.document, baseline.path, tuned) };
  };
  const runOptions: RunOptions = {
    outDir: options.outDir,
    command,
    steering,
    onEvent: listenWith(progress, io),
    signal: io.signal,
  };
  try {
    return conclude(
      await measureAndShow(run, config, runOptions, (document) => {
        progress?.clear();
        showTune(conclude(document), given.options, io, options);
      }),
    );
  } finally {
    progress?.clear();
  }
}

const progressOptionsOf = (io: Io): Parameters<typeof createProgress>[0] => ({
  stream: io.stderr,
  isTTY: io.stderr.isTTY === true,
  columns: () => columnsOf(io.stderr),
  env: io.env,
});

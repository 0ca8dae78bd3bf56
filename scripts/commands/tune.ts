/** `crossover tune`: which size of a pool, or of any other number, this workload wants on this machine. */
import { join } from 'node:path';
import { TUNE } from '../../harness/config/defaults.ts';
import type { ResolvedConfig, SelectedScenario } from '../../harness/config/options.ts';
import { resolveConfig } from '../../harness/config/resolve.ts';
import { readUsableCores } from '../../harness/environment.ts';
import { CrossoverError } from '../../harness/errors.ts';
import { models } from '../../harness/models/index.ts';
import type { RunDocument } from '../../harness/result/schema.ts';
import type { TuneDocument } from '../../harness/result/tune-schema.ts';
import { run as measure } from '../../harness/run.ts';
import { concludeTune } from '../../harness/tune/conclude.ts';
import { piscinaDefaultsSetting } from '../../harness/tune/piscina-defaults.ts';
import { type TuneRequest, TuneSteering } from '../../harness/tune/steer.ts';
import { resolveTarget, type TuneTarget } from '../../harness/tune/target.ts';
import type { NamedSetting } from '../../harness/tune/tune-plan.ts';
import { createProgress } from '../../reports/terminal/progress.ts';
import type { CommandArguments } from '../command-line.ts';
import { EXIT, SIGNAL_EXIT } from '../exit-code.ts';
import { columnsOf, type Io, stopSignalOf } from '../io.ts';
import { type Measure, measureAndShow } from './after-measuring.ts';
import { loadScenarios } from './load-scenarios.ts';
import { ensureWritable } from './output-folder.ts';
import { reproducingCommand } from './reproduce.ts';
import { type TuneOptions, toTuneOptions } from './tune-request.ts';

/** Gives the exit code. Throws CrossoverError for what keeps the tune from being measured. */
export async function tuneCommand(given: CommandArguments, io: Io, run: Measure = measure): Promise<number> {
  const options = toTuneOptions(given);
  const loaded = await loadScenarios({ ...options, preset: 'quick' }, io.signal);
  try {
    const scenario = onlyOne(loaded.scenarios);
    const cores = readUsableCores();
    const target = resolveTarget(options.wish, scenario, models, cores);
    const config = toConfig(options, scenario, target);
    await ensureWritable(options.outDir);
    if (io.signal.aborted) return SIGNAL_EXIT[stopSignalOf(io) ?? 'SIGINT'];
    const tuned = await measureTune(run, config, { options, target, cores, given, io });
    io.stdout.write(`${JSON.stringify(tuned, null, 1)}\n`);
    const stop = stopSignalOf(io);
    return stop === null ? EXIT.done : SIGNAL_EXIT[stop];
  } finally {
    await loaded.dispose();
  }
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
  { knobs, params, seed, taskDeadlineMs, pin, budgetMs }: TuneOptions,
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
      ...(taskDeadlineMs === undefined ? {} : { taskDeadlineMs }),
    },
    [scenario],
    models,
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
  readonly target: TuneTarget;
  readonly cores: number;
  readonly given: CommandArguments;
  readonly io: Io;
}

function settingsOf({ target }: Asked): NamedSetting[] {
  const isPiscina = target.model.id === 'worker-threads' && target.id === 'poolSize';
  return isPiscina ? [piscinaDefaultsSetting(target.inFlight)] : [];
}

async function measureTune(run: Measure, config: ResolvedConfig, asked: Asked): Promise<TuneDocument> {
  const { options, target, cores, given, io } = asked;
  const { quiet, json, outDir } = options;
  const progress = quiet
    ? null
    : createProgress({
        stream: io.stderr,
        isTTY: io.stderr.isTTY === true,
        columns: () => columnsOf(io.stderr),
        env: io.env,
      });
  const request: TuneRequest = {
    target,
    fixed: options.knobs,
    settings: settingsOf(asked),
    objective: options.objective,
    limits: options.limits,
    exhaustive: options.exhaustive,
    budgetMs: options.budgetMs,
    cores,
    tell: (line) => progress?.onEvent({ type: 'phase', text: line }),
  };
  const steering = new TuneSteering(request);
  const command = reproducingCommand(given, config.seed, 'tune');
  const conclude = (document: RunDocument): TuneDocument =>
    concludeTune(document, steering, request, { command, baseline: null });
  const runOptions = {
    outDir,
    command,
    steering,
    onEvent: (event: Parameters<NonNullable<typeof progress>['onEvent']>[0]) => progress?.onEvent(event),
    signal: io.signal,
  };
  try {
    const document = await measureAndShow(run, config, runOptions, () => progress?.clear());
    return conclude(document);
  } finally {
    progress?.clear();
    void json;
    void join;
  }
}

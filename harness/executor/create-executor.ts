/** One executor: a loaded, opened scenario that carries out tasks, on whatever loop, thread or process it was made. */

import { nearest } from '../config/nearest.ts';
import { CrossoverError, toErrorRecord } from '../errors.ts';
import { nowMs } from '../measure/clock.ts';
import type { ExecutorSpec } from '../model.ts';
import type { Scenario, ScenarioEnv } from '../scenario.ts';
import { createBatchExecute } from './batch.ts';
import type { ExecutedTask, Executor } from './executor.ts';
import { loadScenario } from './load-scenario.ts';
import { mapErrorRecord } from './map-stack.ts';
import { createNullRun } from './null-task.ts';
import { isMoved, unwrapMoved } from './piscina-move.ts';
import { shieldChannels } from './shield-channels.ts';

type Run = Scenario['run'];

const NO_INPUT =
  '(The task got no input: give some with `inputs` of the scenario, or from a file with --input data.json.)';

/** Bound, so that a scenario written as a class instance may use `this`. */
function pickRun(scenario: Scenario, spec: ExecutorSpec): Run {
  const run = spec.variant === 'default' ? scenario.run : scenario.variants?.[spec.variant];
  if (run) return run.bind(scenario);
  const known = ['default', ...Object.keys(scenario.variants ?? {})];
  const near = nearest(spec.variant, known);
  throw new CrossoverError(
    'CROSSOVER_USAGE',
    `${spec.scenarioLabel} has no variant "${spec.variant}"; it has: ${known.join(', ')}.`,
    near === null ? {} : { remedy: `Did you mean "${near}"?` },
  );
}

async function openContext(scenario: Scenario, spec: ExecutorSpec, index: number): Promise<unknown> {
  if (!scenario.open) return undefined;
  const env: ScenarioEnv<unknown> = {
    params: spec.params,
    services: spec.services,
    seed: spec.seed,
    tempDir: spec.tempDir,
  };
  try {
    return await scenario.open(env);
  } catch (thrown) {
    const record = mapErrorRecord(toErrorRecord(thrown, 'CROSSOVER_OPEN_FAILED'), spec.scenarioUrl);
    throw new CrossoverError(
      'CROSSOVER_OPEN_FAILED',
      `open() of ${spec.scenarioLabel} failed in executor ${index}: ${record.message}${atLine(record.stack)}`,
      { remedy: 'Nothing ran; mend open() or what it needs.', cause: record },
    );
  }
}

function atLine(stack: string | undefined): string {
  const frame = stack?.split('\n').find((line) => /^\s+at /.test(line));
  return frame ? ` (${frame.trim()}).` : '.';
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** The hot path, apart from loading: how one task is timed. Exported for the micro-costs that calibrate it. */
export function createExecute(run: Run, context: unknown, scenarioUrl: string): Executor['execute'] {
  const failed = (thrown: unknown, startedMs: number, input: unknown): ExecutedTask => {
    const endedMs = nowMs();
    const record = mapErrorRecord(toErrorRecord(thrown, 'CROSSOVER_TASK_FAILED'), scenarioUrl);
    // Whoever wrote a task for an input and gave none is told about both ways to give one.
    const isMissing = input === undefined && record.name === 'TypeError' && /undefined/.test(record.message);
    const error = isMissing ? { ...record, message: `${record.message} ${NO_INPUT}` } : record;
    return { output: undefined, error, startedMs, endedMs };
  };
  const done = (output: unknown, startedMs: number): ExecutedTask => {
    const endedMs = nowMs();
    if (isMoved(output))
      return { output: unwrapMoved(output), error: null, startedMs, endedMs, moved: output };
    return { output, error: null, startedMs, endedMs };
  };
  return (input) => {
    const startedMs = nowMs();
    try {
      const outcome = run(input, context);
      if (!isThenable(outcome)) return done(outcome, startedMs);
      const promise = outcome instanceof Promise ? outcome : Promise.resolve(outcome);
      return promise.then(
        (output) => done(output, startedMs),
        (thrown) => failed(thrown, startedMs, input),
      );
    } catch (thrown) {
      return failed(thrown, startedMs, input);
    }
  };
}

/**
 * Loads the scenario by path, opens it and hands back the executor. Throws CrossoverError: SCENARIO_LOAD,
 * SCENARIO_SHAPE, USAGE (unknown variant) or OPEN_FAILED. `index` names the executor in messages.
 */
export async function createExecutor(spec: ExecutorSpec, index: number): Promise<Executor> {
  shieldChannels();
  const scenario = await loadScenario(spec.scenarioUrl, spec.scenarioLabel);
  const picked = pickRun(scenario, spec);
  const run = spec.nullTask === undefined ? picked : createNullRun(picked, spec.nullTask);
  const context = await openContext(scenario, spec, index);
  const execute = createExecute(run, context, spec.scenarioUrl);
  let closing: Promise<void> | undefined;
  return {
    index,
    scenario,
    execute: spec.isBatched ? createBatchExecute(execute) : execute,
    close: () => {
      closing ??= Promise.resolve(context).then((opened) => scenario.close?.(opened));
      return closing;
    },
  };
}

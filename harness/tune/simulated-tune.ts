/** A whole tune in milliseconds, for tests: the real steering, plan, walk, audit and conclusion over a simulated machine. */
import { TUNE } from '../config/defaults.ts';
import type { SelectedScenario } from '../config/options.ts';
import { sampleScenario } from '../config/sample-config.ts';
import { models } from '../models/index.ts';
import type { RunDocument } from '../result/schema.ts';
import type { TuneDocument } from '../result/tune-schema.ts';
import type { RoundTruth } from '../run/simulated-host.ts';
import { type SimulatedRunOptions, simulateRun } from '../run/simulated-run.ts';
import { concludeTune } from './conclude.ts';
import { type TuneRequest, TuneSteering } from './steer.ts';
import { resolveTarget, type TuneWish } from './target.ts';

export interface SimulatedTuneOptions {
  readonly wish?: TuneWish;
  readonly scenario?: SelectedScenario;
  readonly cores?: number;
  /** What a size is like; 0 is no pool, and settings that are no sizes have the truth of their pool's size. */
  readonly truthOf: (size: number) => Partial<RoundTruth>;
  readonly request?: Partial<TuneRequest>;
  readonly run?: SimulatedRunOptions;
}

export interface SimulatedTune {
  readonly tune: TuneDocument;
  readonly document: RunDocument;
  /** What was said on the way. */
  readonly told: readonly string[];
}

/** The size of a request: of its pool, its tasks in flight or its parameter. */
function sizeOf(
  id: string,
  { modelId, knobs, inFlight, executor }: Parameters<NonNullable<SimulatedRunOptions['truthOf']>>[0],
): number {
  if (id === 'inFlight') return inFlight;
  const value = executor.params[id] ?? knobs[id];
  return modelId === 'single-loop' && value === undefined ? 0 : Number(value);
}

export async function simulateTune(options: SimulatedTuneOptions): Promise<SimulatedTune> {
  const { wish = {}, scenario = sampleScenario(), cores = 2, truthOf } = options;
  const target = resolveTarget(wish, scenario, models, cores);
  const told: string[] = [];
  const request: TuneRequest = {
    target,
    fixed: {},
    settings: [],
    objective: 'throughput',
    limits: { p99Ms: null, loopDelayMs: null, addedMemoryBytes: null, ratePerSec: null },
    rate: null,
    exhaustive: false,
    budgetMs: TUNE.budgetMs,
    cores,
    tell: (line) => told.push(line),
    ...options.request,
  };
  const { rate } = request;
  const steering = new TuneSteering(request);
  const { document } = await simulateRun({
    machine: { usableCores: cores, ...options.run?.machine },
    scenarios: [scenario],
    config: {
      models: [target.model.id],
      inFlight: [target.inFlight],
      ...(rate === null ? {} : { ratesPerSec: [rate.ratePerSec], arrivals: rate.arrivals }),
    },
    adapt: (config) => ({
      ...config,
      budgetMs: request.budgetMs,
      budgetIsGiven: true,
      nominalBlockMs: TUNE.nominalBlockMs,
      maxAttempts: 1,
    }),
    steering,
    truthOf: (round) => truthOf(sizeOf(target.id, round)),
    ...options.run,
  });
  const tune = concludeTune(document, steering, request, {
    command: `crossover tune ${scenario.id}`,
    baseline: null,
  });
  return { tune, document, told };
}

/** What is tuned: a knob of a model, the tasks in flight or a parameter of the scenario, and which values it may take. Pure. */
import { knobsOf } from '../config/common-knobs.ts';
import { DEFAULT_IN_FLIGHT, REFERENCE_MODEL, TUNE } from '../config/defaults.ts';
import type { SelectedScenario } from '../config/options.ts';
import { unknownName } from '../config/unknown-name.ts';
import { CrossoverError } from '../errors.ts';
import type { ExecutionModel } from '../model.ts';
import type { ParamValue } from '../scenario.ts';
import { NO_POOL } from './fit-sizes.ts';

/** As given on the command line; everything is optional. */
export interface TuneWish {
  readonly knob?: string;
  readonly model?: string;
  readonly sizes?: readonly number[];
  readonly maxSize?: number;
  readonly inFlight?: number;
}

export interface TuneTarget {
  readonly id: string;
  readonly kind: 'knob' | 'param' | 'in-flight';
  readonly model: ExecutionModel;
  readonly mayBeNone: boolean;
  /** What every block measures besides: {@link NO_POOL}, or one of the sizes. */
  readonly anchor: number;
  /** Everything that may be measured, ascending. */
  readonly sizes: readonly number[];
  readonly mostBecause: 'asked' | 'cores' | 'in-flight' | 'parameter';
  /** Where a kink is likely. */
  readonly landmarks: readonly number[];
  readonly inFlight: number;
}

const IN_FLIGHT = 'inFlight';
const PLACES = /pool|connection|socket|client/i;

/**
 * Whether a parameter is the number of places of a pool, by its name: more of them than tasks in flight are never taken. Of others (a size, a
 * delay) as many as tasks in flight is nothing special.
 */
export const isPlaces = (param: string): boolean => PLACES.test(param);

const POOL_KNOBS = ['poolSize', 'tasksPerWorker'];
/** Of other counts (a queue's length, a time) more is not simply more of the same. */
const TUNABLE_KNOBS = [...POOL_KNOBS, 'uvThreads'];

/** Parameters of a scenario whose listed values are all numbers above 0. */
function numericParams({ scenario }: SelectedScenario): ReadonlyMap<string, readonly number[]> {
  const params = (scenario.params ?? {}) as Readonly<Record<string, readonly ParamValue[]>>;
  return new Map(
    Object.entries(params).flatMap(([name, values]) =>
      values.length > 0 && values.every((value): value is number => typeof value === 'number' && value > 0)
        ? [[name, values]]
        : [],
    ),
  );
}

function modelOf(id: string, models: readonly ExecutionModel[]): ExecutionModel {
  const model = models.find((one) => one.id === id);
  if (model === undefined)
    throw unknownName(
      'model',
      id,
      models.map((one) => one.id),
    );
  return model;
}

/** Whole numbers from 1: all of them as far as they can be told apart, then steps of a tenth. */
function upTo(most: number): number[] {
  const sizes: number[] = [];
  for (let size = 1; size <= most; size = Math.max(size + 1, Math.round(size * 1.08))) sizes.push(size);
  if (most > 0 && sizes.at(-1) !== most) sizes.push(most);
  return sizes;
}

interface Range {
  readonly most: number;
  readonly because: TuneTarget['mostBecause'];
}

/** How far it is looked: what was asked for, else as far as a difference is likely. */
function rangeOf(
  target: Pick<TuneTarget, 'id' | 'kind'>,
  listed: readonly number[],
  cores: number,
  inFlight: number,
): Range {
  const byCores = Math.min(TUNE.mostSizes, Math.max(4, Math.round(TUNE.sizesPerCore * cores)));
  if (target.kind === 'param') {
    const reach = TUNE.paramReach * Math.max(...listed);
    return isPlaces(target.id) && reach >= inFlight
      ? { most: inFlight, because: 'in-flight' }
      : { most: reach, because: 'parameter' };
  }
  if (target.kind === 'in-flight') return { most: Math.max(32, 2 * inFlight), because: 'cores' };
  if (target.id === 'uvThreads') return { most: Math.max(8, byCores), because: 'cores' };
  const most = target.id === 'tasksPerWorker' ? TUNE.mostSizes : byCores;
  return most >= inFlight ? { most: inFlight, because: 'in-flight' } : { most, because: 'cores' };
}

function requireAnchor(sizes: readonly number[], anchor: number): readonly number[] {
  return anchor === NO_POOL || sizes.includes(anchor)
    ? sizes
    : [...sizes, anchor].sort((one, other) => one - other);
}

/**
 * Checked against the scenario and the models. Throws CROSSOVER_USAGE with the nearest known name for a knob or model that
 * is none, and for sizes that cannot be.
 */
export function resolveTarget(
  wish: TuneWish,
  scenario: SelectedScenario,
  models: readonly ExecutionModel[],
  cores: number,
): TuneTarget {
  const params = numericParams(scenario);
  const id = wish.knob ?? TUNE.knob;
  const listed = params.get(id);
  const isPlain = listed !== undefined || id === IN_FLIGHT || id === 'uvThreads';
  const model = modelOf(wish.model ?? (isPlain ? TUNE.plainModel : TUNE.model), models);
  const counts = knobsOf(model)
    .filter((spec) => TUNABLE_KNOBS.includes(spec.id))
    .map((knob) => knob.id);
  const known = [...counts, IN_FLIGHT, ...params.keys()];
  if (!known.includes(id)) throw unknownKnob(id, model, known);
  const kind = listed !== undefined ? 'param' : id === IN_FLIGHT ? 'in-flight' : 'knob';
  const inFlight = wish.inFlight ?? defaultInFlight(kind, cores);
  const mayBeNone = POOL_KNOBS.includes(id) && model.id !== REFERENCE_MODEL;
  const range = rangeOf({ id, kind }, listed ?? [], cores, inFlight);
  const most = wish.maxSize ?? range.most;
  const anchor = mayBeNone ? NO_POOL : anchorOf(id, kind, listed ?? [], inFlight, most);
  const sizes = wish.sizes ? [...wish.sizes].sort((one, other) => one - other) : upTo(most);
  if (sizes.length < 2) {
    throw new CrossoverError(
      'CROSSOVER_USAGE',
      `There is only one size of ${id} to choose from (${sizes[0]}).`,
      {
        remedy: 'Give more with --sizes 1,2,4, or a larger --max-size.',
      },
    );
  }
  const isAsked = wish.maxSize !== undefined || wish.sizes !== undefined;
  return {
    id,
    kind,
    model,
    mayBeNone,
    anchor,
    sizes: requireAnchor(sizes, anchor),
    mostBecause: isAsked ? 'asked' : range.because,
    landmarks: kind === 'param' ? [] : [Math.max(1, Math.floor(cores))],
    inFlight,
  };
}

/** Enough tasks that a pool of twice the cores finds work. */
function defaultInFlight(kind: TuneTarget['kind'], cores: number): number {
  return kind === 'knob' ? Math.max(DEFAULT_IN_FLIGHT, Math.round(2 * cores)) : DEFAULT_IN_FLIGHT;
}

/** Of a number that cannot be left out, the one that stands without tuning. */
function anchorOf(
  id: string,
  kind: TuneTarget['kind'],
  listed: readonly number[],
  inFlight: number,
  most: number,
): number {
  const usual =
    kind === 'param' ? listed[0]! : kind === 'in-flight' ? inFlight : id === 'uvThreads' ? TUNE.uvThreads : 1;
  return Math.min(most, usual);
}

function unknownKnob(id: string, model: ExecutionModel, known: readonly string[]): CrossoverError {
  return unknownName(`knob`, id, known, `Numbers of ${model.id} and of this scenario`);
}

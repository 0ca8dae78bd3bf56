/** What the user said × what exists → one complete, validated configuration. Pure; throws CROSSOVER_USAGE. */
import { CrossoverError } from '../errors.ts';
import type { ExecutionModel, KnobSpec, Knobs, KnobValue } from '../model.ts';
import { combine, fits } from '../plan.ts';
import type { ParamValue } from '../scenario.ts';
import { knobsOf } from './common-knobs.ts';
import {
  AB,
  DEFAULT_ALPHA,
  DEFAULT_ARRIVALS,
  DEFAULT_IN_FLIGHT,
  DEFAULT_MARGIN_RATIO,
  DEFAULT_MODELS,
  DEFAULT_PRESET,
  DEFAULT_SERVER_MODELS,
  DEFAULT_TASK_DEADLINE_MS,
  DIALS,
  LEAST_RATE_PER_SEC,
  MOST_RATE_PER_SEC,
  PRESETS,
  REFERENCE_MODEL,
} from './defaults.ts';
import { nearest } from './nearest.ts';
import type { ResolvedConfig, ResolvedModel, SelectedScenario, UserOptions } from './options.ts';
import { unknownName } from './unknown-name.ts';

function pickModels(
  ids: readonly string[],
  models: readonly ExecutionModel[],
  { withFloors, withReference }: { readonly withFloors: boolean; readonly withReference: boolean },
): ExecutionModel[] {
  const known = models.map(({ id }) => id);
  for (const id of ids) if (!known.includes(id)) throw unknownName('model', id, known);
  // The reference is added where it is missing: without it there is nothing to contrast with.
  return models.filter(
    ({ id, isFloor }) =>
      ids.includes(id) || (withReference && id === REFERENCE_MODEL) || (withFloors && isFloor === true),
  );
}

function checkKnobValue(spec: KnobSpec, value: KnobValue): KnobValue {
  const { id, type, values = [], least = 1, most = 1024 } = spec;
  if (values.includes(String(value))) return String(value);
  if (type === 'choice') throw unknownName(`value for knob ${id}`, String(value), values);
  const count = String(value).trim() === '' ? Number.NaN : Number(value);
  if (Number.isInteger(count) && count >= least && count <= most) return count;
  const near = nearest(String(value), values);
  const meant = near === null ? '' : ` Did you mean "${near}"?`;
  throw new CrossoverError('CROSSOVER_USAGE', `Knob ${id} got "${value}".${meant}`, {
    remedy: `It takes ${[`whole numbers from ${least} to ${most}`, ...values].join(', or ')}.`,
  });
}

/** The knob combinations of one model: only the knobs that the user gave values for. */
function combineKnobs(model: ExecutionModel, given: NonNullable<UserOptions['knobs']>): readonly Knobs[] {
  const lists: Record<string, readonly KnobValue[]> = {};
  for (const spec of knobsOf(model)) {
    const values = given[spec.id];
    if (values) lists[spec.id] = values.map((value) => checkKnobValue(spec, value));
  }
  return combine(lists);
}

/** Servers have ways of serving beside the models of tasks. */
function defaultModels(scenarios: readonly SelectedScenario[], isAb: boolean): readonly string[] {
  if (isAb) return AB.models;
  const hasServer = scenarios.some(({ scenario }) => scenario.server !== undefined);
  return hasServer ? [...DEFAULT_MODELS, ...DEFAULT_SERVER_MODELS] : DEFAULT_MODELS;
}

/** A model that nothing here can be run by is a mistake, and no empty report. */
function refuseUnfit(
  asked: readonly string[],
  models: readonly ExecutionModel[],
  scenarios: readonly SelectedScenario[],
): void {
  const ofServers = scenarios.map(({ scenario }) => scenario.server !== undefined);
  const unfit = models.find(
    (model) => asked.includes(model.id) && !ofServers.some((one) => fits(model, one)),
  );
  if (unfit === undefined) return;
  const isServer = unfit.serves === 'only';
  throw new CrossoverError(
    'CROSSOVER_USAGE',
    isServer
      ? `${unfit.id} serves requests, and no chosen scenario is a server.`
      : `${unfit.id} carries out tasks, and the chosen scenario is a server.`,
    {
      remedy: isServer
        ? 'Choose one that is: crossover run servers/app.'
        : `A server can be run by ${models
            .filter(({ serves }) => serves !== undefined)
            .map(({ id }) => id)
            .join(', ')}.`,
    },
  );
}

function resolveModels(
  options: UserOptions,
  models: readonly ExecutionModel[],
  scenarios: readonly SelectedScenario[],
): ResolvedModel[] {
  const isAb = options.sides !== undefined;
  const asked = options.models ?? defaultModels(scenarios, isAb);
  if (options.models !== undefined) refuseUnfit(asked, models, scenarios);
  const picked = pickModels(asked, models, { withFloors: options.anatomy ?? false, withReference: !isAb });
  const knownKnobs = knobsOf({ knobs: picked.flatMap(({ knobs }) => knobs) }).map(({ id }) => id);
  for (const id of Object.keys(options.knobs ?? {})) {
    if (!knownKnobs.includes(id)) throw unknownName('knob', id, [...new Set(knownKnobs)]);
  }
  return picked.map((model) => ({ model, knobs: combineKnobs(model, options.knobs ?? {}) }));
}

/** Values given on the command line are text: they become what the scenario's own values are. */
function convertParam(name: string, value: ParamValue, declared: readonly ParamValue[]): ParamValue {
  const example = declared[0];
  if (typeof example === 'number') {
    const number = typeof value === 'boolean' || String(value).trim() === '' ? Number.NaN : Number(value);
    if (Number.isFinite(number)) return number;
    throw new CrossoverError('CROSSOVER_USAGE', `Parameter ${name} got "${value}".`, {
      remedy: `It takes numbers, such as ${declared.join(', ')}.`,
    });
  }
  if (typeof example === 'boolean') {
    if (String(value) === 'true' || String(value) === 'false') return String(value) === 'true';
    throw new CrossoverError('CROSSOVER_USAGE', `Parameter ${name} got "${value}".`, {
      remedy: 'It takes true or false.',
    });
  }
  return String(value);
}

function resolveParams(
  selected: SelectedScenario,
  given: NonNullable<UserOptions['params']>,
  which: 'first' | 'all',
): Record<string, readonly ParamValue[]> {
  const declared = (selected.scenario.params ?? {}) as Readonly<Record<string, readonly ParamValue[]>>;
  const dial = selected.isBuiltIn ? DIALS[selected.id] : undefined;
  return Object.fromEntries(
    Object.entries(declared).map(([name, values]) => {
      const asked = given[name];
      if (asked) return [name, [...new Set(asked.map((value) => convertParam(name, value, values)))]];
      return [name, which === 'all' ? (dial?.[name] ?? values) : values.slice(0, 1)];
    }),
  );
}

function checkParamNames(options: UserOptions, scenarios: readonly SelectedScenario[]): void {
  const known = [...new Set(scenarios.flatMap(({ scenario }) => Object.keys(scenario.params ?? {})))];
  for (const name of Object.keys(options.params ?? {})) {
    if (!known.includes(name)) throw unknownName('parameter', name, known);
  }
}

function checkCount(option: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new CrossoverError('CROSSOVER_USAGE', `${option} got ${value}.`, {
    remedy: `It takes whole numbers from ${least} to ${most}.`,
  });
}

function checkRate(ratePerSec: number): number {
  if (ratePerSec >= LEAST_RATE_PER_SEC && ratePerSec <= MOST_RATE_PER_SEC) return ratePerSec;
  throw new CrossoverError('CROSSOVER_USAGE', `--rate got ${ratePerSec}.`, {
    remedy: `It takes tasks per second from ${LEAST_RATE_PER_SEC} to ${MOST_RATE_PER_SEC}.`,
  });
}

/** A seed for a run that was given none; recorded, so that the run can be repeated. */
function drawSeed(): number {
  return Math.floor(Math.random() * 0x7fffffff);
}

export function resolveConfig(
  options: UserOptions,
  scenarios: readonly SelectedScenario[],
  models: readonly ExecutionModel[],
): ResolvedConfig {
  const presetId = options.preset ?? DEFAULT_PRESET;
  const preset = PRESETS[presetId];
  if (!preset) throw unknownName('preset', presetId, Object.keys(PRESETS));
  if (scenarios.length === 0) throw new CrossoverError('CROSSOVER_USAGE', 'No scenario was selected.');
  checkParamNames(options, [...scenarios, ...(options.sides?.heads ?? [])]);
  const marginRatio = options.marginRatio ?? DEFAULT_MARGIN_RATIO;
  if (!(marginRatio > 0 && marginRatio < 1)) {
    throw new CrossoverError('CROSSOVER_USAGE', `--margin got ${marginRatio * 100}%.`, {
      remedy: 'It takes 0.1% to 99%.',
    });
  }
  if ((options.ratesPerSec ?? []).length > 0 && (options.inFlight ?? []).length > 1) {
    throw new CrossoverError('CROSSOVER_USAGE', '--rate stands beside several values of --in-flight.', {
      remedy:
        'Tasks come by the schedule: --in-flight then says what pools are made for, and takes one value.',
    });
  }
  const sides = options.sides ?? null;
  const paramsOf = (selection: readonly SelectedScenario[]): ResolvedConfig['params'] =>
    Object.fromEntries(
      selection.map((selected) => [
        selected.id,
        resolveParams(selected, options.params ?? {}, preset.params),
      ]),
    );
  const blockCount = options.blocks ?? (sides === null ? preset.blockCount : AB.blockCount);
  const presetBudgetMs =
    sides === null && options.blocks === undefined && !options.anatomy ? preset.budgetMs : null;
  return {
    preset: presetId,
    seed: checkCount('--seed', options.seed ?? drawSeed(), 0, Number.MAX_SAFE_INTEGER),
    scenarios,
    models: resolveModels(options, models, scenarios),
    blockCount: checkCount('--blocks', blockCount, 1, 1_000),
    blockCountIsGiven: options.blocks !== undefined,
    // The preset's budget is for what it measures by itself.
    budgetMs: options.budgetMs ?? presetBudgetMs,
    budgetIsGiven: options.budgetMs !== undefined,
    nominalBlockMs: sides === null ? preset.nominalBlockMs : AB.nominalBlockMs,
    maxWarmUpMs: preset.maxWarmUpMs,
    maxAttempts: preset.maxAttempts,
    // Values that come out equal are one condition, not two of the same name.
    inFlight: [
      ...new Set(
        (options.inFlight ?? [DEFAULT_IN_FLIGHT]).map((count) =>
          checkCount('--in-flight', count, 1, 100_000),
        ),
      ),
    ],
    inFlightIsGiven: options.inFlight !== undefined,
    ratesPerSec: [...new Set((options.ratesPerSec ?? []).map(checkRate))],
    arrivals: options.arrivals ?? DEFAULT_ARRIVALS,
    params: paramsOf(scenarios),
    headParams: paramsOf(sides?.heads ?? []),
    sides,
    marginRatio,
    alpha: DEFAULT_ALPHA,
    taskDeadlineMs: options.taskDeadlineMs ?? DEFAULT_TASK_DEADLINE_MS,
    pin: options.pin ?? true,
    anatomy: options.anatomy ?? false,
  };
}

/**
 * config → conditions, cells and the order of blocks. Pure: the same config and seed give the same plan, which tests
 * read as data.
 */

import { knobsOf } from './config/common-knobs.ts';
import {
  AB,
  DEFAULT_ARRIVALS,
  DEFAULT_IN_FLIGHT,
  MAX_CELLS_PER_BLOCK,
  REFERENCE_MODEL,
} from './config/defaults.ts';
import type { ResolvedConfig, ResolvedModel, SelectedScenario } from './config/options.ts';
import type { ArrivalKind } from './measure/arrivals.ts';
import type { ExecutionModel, Knobs } from './model.ts';
import type { ParamValue } from './scenario.ts';
import { unmetNeed } from './unmet-needs.ts';

export type Params = Readonly<Record<string, ParamValue>>;

/** The thing that gets a number. */
export interface PlannedCell {
  readonly id: string;
  readonly label: string;
  readonly variant: string;
  readonly model: ExecutionModel;
  readonly knobs: Knobs;
  readonly isReference: boolean;
  /** Why it cannot be measured here, or null: such a cell is in no block. */
  readonly cannot: string | null;
  /** Of `crossover ab`: which version it is; `control` is the base once more. */
  readonly side?: 'base' | 'head' | 'control';
  /** Where that version lies, if it is not the condition's scenario. */
  readonly scenario?: SelectedScenario;
  /** Of `crossover tune`: what differs from the condition's own, where that is what is tuned. */
  readonly params?: Params;
  readonly inFlight?: number;
}

/** Tasks that come by a schedule. */
export interface PlannedRate {
  readonly ratePerSec: number;
  readonly arrivals: ArrivalKind;
}

/** A scenario at one set of params and one drive: its cells do the same work and are contrasted with each other. */
export interface PlannedCondition {
  readonly id: string;
  readonly label: string;
  readonly scenario: SelectedScenario;
  readonly params: Params;
  /** Tasks kept outstanding; in open loop what pools are made for. */
  readonly inFlight: number;
  /** In open loop. */
  readonly rate?: PlannedRate;
  readonly cells: readonly PlannedCell[];
  /** At most four cells each, the reference first in every group. */
  readonly groups: readonly (readonly PlannedCell[])[];
}

export interface PlannedBlock {
  readonly condition: PlannedCondition;
  readonly cells: readonly PlannedCell[];
  /** Which repetition of its group, from 0. */
  readonly blockIndex: number;
}

/** A cell that only one of two versions has. */
export interface UnmatchedCell {
  readonly id: string;
  readonly scenario: string;
  readonly label: string;
  readonly condition: string;
  readonly presence: 'added' | 'removed';
}

export interface Plan {
  /** Of `crossover ab`; empty where models are held against each other. */
  readonly unmatched: readonly UnmatchedCell[];
  readonly conditions: readonly PlannedCondition[];
  readonly blocks: readonly PlannedBlock[];
  /** Of `crossover ab`: after so many blocks of each condition comes the first of two looks. Absent where there is none. */
  readonly firstLookBlocks?: number;
  /** Of `crossover tune`: blocks are chosen while it is measured, and cells that none of them has are left out. */
  readonly isSteered?: true;
}

/** Every combination of the listed values: { a: [1, 2], b: [3] } → [{ a: 1, b: 3 }, { a: 2, b: 3 }]. */
export function combine<Value>(lists: Readonly<Record<string, readonly Value[]>>): Record<string, Value>[] {
  return Object.entries(lists).reduce<Record<string, Value>[]>(
    (combinations, [name, values]) =>
      combinations.flatMap((combination) => values.map((value) => ({ ...combination, [name]: value }))),
    [{}],
  );
}

function describe(values: Readonly<Record<string, ParamValue>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** Defaults that depend on the condition become numbers here, so that a document never says "auto". */
function resolveKnobs(
  model: ExecutionModel,
  given: Knobs,
  condition: { inFlight: number; kind: string | undefined },
  usableCores: number,
): Knobs {
  const knobs: Record<string, string | number> = {};
  for (const spec of knobsOf(model)) {
    if (spec.isQuiet && given[spec.id] === undefined) continue;
    const value = given[spec.id] ?? spec.defaultValue;
    if (value === 'cores') knobs[spec.id] = Math.max(1, Math.round(usableCores));
    else if (value === 'share-of-in-flight') {
      const share = Math.ceil(condition.inFlight / Number(knobs.poolSize ?? 1));
      knobs[spec.id] = condition.kind === 'cpu' ? 1 : share;
    } else knobs[spec.id] = value;
  }
  return knobs;
}

/** What tells cells of one model apart: see {@link KnobSpec.isQuiet}. */
function identifyingKnobs(model: ExecutionModel, knobs: Knobs): Knobs {
  const atDefault = new Set(
    knobsOf(model).flatMap(({ id, isQuiet, defaultValue }) =>
      isQuiet && knobs[id] === defaultValue ? [id] : [],
    ),
  );
  return Object.fromEntries(Object.entries(knobs).filter(([id]) => !atDefault.has(id)));
}

/** `worker-threads×2`, and the knobs that were asked for; the variant where it is not the default. */
function labelCell(model: ExecutionModel, knobs: Knobs, given: Knobs, variant: string): string {
  const size = knobs.poolSize === undefined ? '' : `×${knobs.poolSize}`;
  const extras = Object.keys(given)
    .filter((id) => id !== 'poolSize' && knobs[id] !== undefined)
    .map((id) => `${id}=${knobs[id]}`);
  return [`${model.id}${size}`, ...extras, ...(variant === 'default' ? [] : [variant])].join(' · ');
}

/** Whether a model carries out what the scenario is: tasks, or the work of a server. */
export function fits({ serves }: ExecutionModel, isServer: boolean): boolean {
  return isServer ? serves !== undefined : serves !== 'only';
}

function planCells(
  scenario: SelectedScenario,
  conditionId: string,
  inFlight: number,
  models: readonly ResolvedModel[],
  usableCores: number,
): PlannedCell[] {
  const variants = ['default', ...Object.keys(scenario.scenario.variants ?? {})];
  const isServer = scenario.scenario.server !== undefined;
  const fitting = models.filter(({ model }) => fits(model, isServer));
  const cells = variants.flatMap((variant) =>
    fitting.flatMap(({ model, knobs: combinations, unavailable }) =>
      combinations.map((given): PlannedCell => {
        const knobs = resolveKnobs(
          model,
          given,
          { inFlight, kind: scenario.scenario.kind ?? scenario.pilotKind },
          usableCores,
        );
        const way = variant === 'default' ? model.id : `${variant}:${model.id}`;
        const knobText = describe(identifyingKnobs(model, knobs));
        return {
          id: `${conditionId}#${way}${knobText ? `?${knobText}` : ''}`,
          label: labelCell(model, knobs, given, variant),
          variant,
          model,
          knobs,
          isReference: false,
          cannot: scenario.unavailable ?? unavailable ?? unmetNeed(scenario.scenario, model.executors),
        };
      }),
    ),
  );
  // Where it is asked for at several values of a knob, the first is what the others are contrasted with.
  const reference = cells.find(
    ({ model, variant }) => model.id === REFERENCE_MODEL && variant === 'default',
  )?.id;
  return [
    ...new Map(cells.map((cell) => [cell.id, { ...cell, isReference: cell.id === reference }])).values(),
  ];
}

/**
 * The reference and up to three others a group, the others spread evenly over as few groups as possible; without those that
 * cannot be measured.
 */
export function groupCells(cells: readonly PlannedCell[]): PlannedCell[][] {
  const reference = cells.filter((cell) => cell.isReference);
  const others = cells.filter((cell) => !cell.isReference && cell.cannot === null);
  const groupCount = Math.max(1, Math.ceil(others.length / (MAX_CELLS_PER_BLOCK - reference.length)));
  return Array.from({ length: groupCount }, (_, group) => [
    ...reference,
    ...others.filter((_cell, index) => index % groupCount === group),
  ]);
}

/** How tasks are offered. */
interface Drive {
  readonly inFlight: number;
  readonly rate?: PlannedRate;
}

/** For ids and headings. */
function describeDrive({ inFlight, rate }: Drive): { readonly values: Params; readonly label: string } {
  if (rate === undefined) return { values: { inFlight }, label: `${inFlight} in flight` };
  const { ratePerSec, arrivals } = rate;
  const isEven = arrivals === DEFAULT_ARRIVALS;
  return {
    values: { rate: ratePerSec, ...(isEven ? {} : { arrivals }) },
    label: `${ratePerSec}/s come${isEven ? '' : ` at random (${arrivals})`}`,
  };
}

/** Closed loop with so many outstanding, or open loop at the rates that were asked for. */
function drivesOf(scenario: SelectedScenario, config: ResolvedConfig): readonly Drive[] {
  const { ratesPerSec, arrivals } = config;
  const inFlight = inFlightOf(scenario, config);
  if (ratesPerSec.length === 0) return inFlight.map((count) => ({ inFlight: count }));
  const [poolsAreFor = DEFAULT_IN_FLIGHT] = inFlight;
  return ratesPerSec.map((ratePerSec) => ({ inFlight: poolsAreFor, rate: { ratePerSec, arrivals } }));
}

function planCondition(
  scenario: SelectedScenario,
  params: Params,
  drive: Drive,
  config: ResolvedConfig,
  usableCores: number,
): PlannedCondition {
  const { inFlight } = drive;
  const { values, label } = describeDrive(drive);
  const id = `${scenario.id}?${describe({ ...params, ...values })}`;
  const cells = planCells(scenario, id, inFlight, config.models, usableCores);
  const shown = Object.entries(params).map(([name, value]) => `${name}=${value}`);
  return {
    id,
    label: [...shown, label].join(' · '),
    scenario,
    params,
    ...drive,
    cells,
    groups: scenario.unavailable === undefined && scenario.failure === undefined ? groupCells(cells) : [],
  };
}

/**
 * The first condition's blocks come first, so that there is a verdict early; all others take turns, block by block,
 * so that a drift of the machine falls on every condition alike.
 */
function orderBlocks(conditions: readonly PlannedCondition[], blockCount: number): PlannedBlock[] {
  const blocksOf = (condition: PlannedCondition, blockIndex: number): PlannedBlock[] =>
    condition.groups.map((cells) => ({ condition, cells, blockIndex }));
  const indices = Array.from({ length: blockCount }, (_, index) => index);
  const [first, ...rest] = conditions;
  if (!first) return [];
  return [
    ...indices.flatMap((index) => blocksOf(first, index)),
    ...indices.flatMap((index) => rest.flatMap((condition) => blocksOf(condition, index))),
  ];
}

/** No condition gets more blocks than this out of a budget: half an hour of one scenario. */
const MOST_BLOCKS = 500;

/**
 * How many blocks each condition gets. Decided from time alone, before anything is measured: the configured number, or
 * what fits into the budget at the nominal block length, at least 2. Only a budget that the user named raises the number:
 * one scenario at the default preset is done in a quarter of its budget.
 */
export function planBlockCount(config: ResolvedConfig, groupCount: number): number {
  if (config.budgetMs === null || groupCount === 0 || config.blockCountIsGiven) return config.blockCount;
  if (config.preset === 'smoke') return 1;
  if (config.sides !== null) return planSideBlockCount(config.budgetMs / groupCount);
  const fitting = Math.floor(config.budgetMs / (groupCount * config.nominalBlockMs));
  return Math.max(2, Math.min(fitting, config.budgetIsGiven ? MOST_BLOCKS : config.blockCount));
}

/** Of two versions whose cell has so much time: the default number of blocks as long as they have a bearable length. */
export function sideBlockMs(cellMs: number): number {
  return Math.min(AB.nominalBlockMs, Math.max(AB.leastBlockMs, cellMs / AB.blockCount));
}

function planSideBlockCount(cellMs: number): number {
  return Math.max(2, Math.min(MOST_BLOCKS, Math.floor(cellMs / sideBlockMs(cellMs))));
}

/**
 * Of two versions on one loop, tasks that compute would only wait for each other: one at a time says the same, and slices
 * need no longer lead-in and drain for it.
 */
function inFlightOf(
  { scenario, pilotKind }: SelectedScenario,
  { sides, models, inFlight, inFlightIsGiven }: ResolvedConfig,
): readonly number[] {
  const isOnLoop = models.every(({ model }) => model.executors === 'loop');
  const computes = (scenario.kind ?? pilotKind) === 'cpu';
  return sides !== null && !inFlightIsGiven && isOnLoop && computes ? [1] : inFlight;
}

/** Conditions in the order of the scenarios; cells in the order of the models. */
export function plan(config: ResolvedConfig, usableCores: number): Plan {
  const conditions = config.scenarios.flatMap((scenario) =>
    combine(config.params[scenario.id] ?? {}).flatMap((params) =>
      drivesOf(scenario, config).map((drive) => planCondition(scenario, params, drive, config, usableCores)),
    ),
  );
  const groupCount = conditions.reduce((sum, { groups }) => sum + groups.length, 0);
  return { unmatched: [], conditions, blocks: orderBlocks(conditions, planBlockCount(config, groupCount)) };
}

/** Target × configuration → the cells of a tune: one for each size, the anchor, and the settings that are validated. Pure. */
import { REFERENCE_MODEL } from '../config/defaults.ts';
import type { ResolvedConfig } from '../config/options.ts';
import { CrossoverError } from '../errors.ts';
import type { Knobs } from '../model.ts';
import { type Plan, type PlannedCell, type PlannedCondition, plan } from '../plan.ts';
import { NO_POOL } from './fit-sizes.ts';
import type { TuneTarget } from './target.ts';

/** A setting besides the sizes that is measured in the end. */
export interface NamedSetting {
  readonly role: 'current' | 'piscina-defaults';
  /** The value of what is tuned, where the setting is no more than that. */
  readonly size: number | null;
  /** Knobs of the model besides those that every size has. */
  readonly knobs: Knobs;
  readonly detail: string | null;
}

export interface TunePlan extends Plan {
  readonly condition: PlannedCondition;
  readonly cellOfSize: ReadonlyMap<number, PlannedCell>;
  readonly cellOfSetting: ReadonlyMap<NamedSetting, PlannedCell>;
}

/** Knobs of a size: those that hold for all of them, and its own value where a knob is tuned. */
export function knobsOfSize({ id, kind }: TuneTarget, fixed: Knobs, size: number): Knobs {
  return kind === 'knob' ? { ...fixed, [id]: size } : fixed;
}

function withSizes(
  config: ResolvedConfig,
  target: TuneTarget,
  fixed: Knobs,
  settings: readonly NamedSetting[],
) {
  const { model } = target;
  const combinations =
    target.kind === 'knob'
      ? [...new Set([target.anchor, ...target.sizes])]
          .filter((size) => size !== NO_POOL)
          .map((size) => knobsOfSize(target, fixed, size))
      : [fixed];
  const reference = config.models.filter(
    (one) => one.model.id === REFERENCE_MODEL && model.id !== REFERENCE_MODEL,
  );
  const own = config.models.find((one) => one.model === model) ?? { model, knobs: [] };
  return {
    ...config,
    inFlight: [target.inFlight],
    models: [
      ...(target.mayBeNone ? reference.map((one) => ({ ...one, knobs: [{}] })) : []),
      { ...own, knobs: [...combinations, ...settings.map(({ knobs }) => ({ ...fixed, ...knobs }))] },
    ],
  };
}

/** Cells that differ in a parameter or in the tasks in flight, out of the one that `plan` made. */
function spreadOverSizes(
  cell: PlannedCell,
  condition: PlannedCondition,
  { id, kind, anchor }: TuneTarget,
  sizes: readonly number[],
): PlannedCell[] {
  return sizes.map((size) => ({
    ...cell,
    id: `${cell.id}@${id}=${size}`,
    label: `${id}=${size}`,
    isReference: size === anchor,
    ...(kind === 'param' ? { params: { ...condition.params, [id]: size } } : { inFlight: size }),
  }));
}

/**
 * One condition without blocks; the steering chooses them. The reference is what every size is contrasted with. Throws
 * CROSSOVER_CANNOT where the model or the scenario cannot run here.
 */
export function planTune(
  config: ResolvedConfig,
  usableCores: number,
  target: TuneTarget,
  fixed: Knobs,
  settings: readonly NamedSetting[],
): TunePlan {
  const planned = plan(withSizes(config, target, fixed, settings), usableCores);
  const made = planned.conditions[0]!;
  const plain = made.cells.filter(({ variant }) => variant === 'default');
  const isKnob = target.kind === 'knob';
  // A setting that somebody has may lie outside of what is searched.
  const sizes = [...new Set([...target.sizes, ...settings.flatMap(({ size }) => size ?? [])])];
  const own = plain.filter(({ model }) => model === target.model);
  const cells = isKnob
    ? plain.map((cell) => ({ ...cell, isReference: isAnchor(cell, target) }))
    : spreadOverSizes(own[0]!, made, target, sizes);
  const cannot = cells.find((cell) => cell.cannot !== null)?.cannot ?? null;
  if (cannot !== null) throw new CrossoverError('CROSSOVER_CANNOT', `${made.scenario.label}: ${cannot}.`);
  const condition: PlannedCondition = { ...made, cells, groups: [] };
  const cellOfSize = new Map<number, PlannedCell>();
  const cellAt = (size: number): PlannedCell | undefined =>
    isKnob ? cells.find((one) => hasKnobs(one, target, fixed, size)) : cells[sizes.indexOf(size)];
  for (const size of target.sizes) {
    const cell = cellAt(size);
    if (cell !== undefined) cellOfSize.set(size, cell);
  }
  const none = cells.find(({ isReference }) => isReference);
  if (target.anchor === NO_POOL && none !== undefined) cellOfSize.set(NO_POOL, none);
  return {
    unmatched: [],
    conditions: [condition],
    blocks: [],
    isSteered: true,
    condition,
    cellOfSize,
    cellOfSetting: new Map(
      settings.flatMap((setting) => {
        const cell = cells.find((one) => fits(one, target, { ...fixed, ...setting.knobs }));
        const bySize = setting.size === null ? undefined : cellAt(setting.size);
        const found = isKnob ? (cell ?? bySize) : bySize;
        return found === undefined ? [] : [[setting, found] as const];
      }),
    ),
  };
}

function isAnchor(cell: PlannedCell, { anchor, model, id }: TuneTarget): boolean {
  return anchor === NO_POOL ? cell.model !== model : cell.model === model && cell.knobs[id] === anchor;
}

/** The cell of these knobs; those that nobody gave have their defaults, and are equal in all cells that lack them. */
function fits(cell: PlannedCell, { model }: TuneTarget, wanted: Knobs): boolean {
  return cell.model === model && Object.entries(wanted).every(([knob, value]) => cell.knobs[knob] === value);
}

/** Of the cells with this size, the one that differs from the default in nothing else. */
function hasKnobs(cell: PlannedCell, target: TuneTarget, fixed: Knobs, size: number): boolean {
  const wanted = knobsOfSize(target, fixed, size);
  const quiet = target.model.knobs.filter(({ isQuiet, id }) => isQuiet && wanted[id] === undefined);
  return (
    fits(cell, target, wanted) &&
    quiet.every(({ id, defaultValue }) => cell.knobs[id] === undefined || cell.knobs[id] === defaultValue)
  );
}

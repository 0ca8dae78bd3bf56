/**
 * `crossover ab`: config → a condition for each cell, in which the base's version of it and the head's live side by side. Pure,
 * like `plan`, of which it is made.
 */
import { AB } from './config/defaults.ts';
import type { ResolvedConfig } from './config/options.ts';
import {
  type Plan,
  type PlannedBlock,
  type PlannedCell,
  type PlannedCondition,
  plan,
  planBlockCount,
  type UnmatchedCell,
} from './plan.ts';
import { firstLookAfter } from './stats/looks.ts';
import { createRandom } from './stats/random.ts';

/** One cell as one of the versions has it. */
interface Place {
  readonly condition: PlannedCondition;
  readonly cell: PlannedCell;
}

/** By the cell's id: what both versions have under one id is the same cell. */
function placesOf(config: ResolvedConfig, usableCores: number): ReadonlyMap<string, Place> {
  const { conditions } = plan(config, usableCores);
  return new Map(
    conditions.flatMap((condition) => condition.cells.map((cell) => [cell.id, { condition, cell }] as const)),
  );
}

/** What kind of work it is decides how many tasks a worker gets: the head is planned as the base, or its cells would be others. */
function headConfig(config: ResolvedConfig): ResolvedConfig {
  const kinds = new Map(config.scenarios.map((selected) => [selected.id, selected]));
  const scenarios = (config.sides?.heads ?? []).map((head) => {
    const base = kinds.get(head.id);
    if (base === undefined) return head;
    const { pilotKind, scenario } = base;
    const { pilotKind: _own, ...rest } = head;
    const { kind: _kind, ...declared } = head.scenario;
    return {
      ...rest,
      ...(pilotKind === undefined ? {} : { pilotKind }),
      scenario: { ...declared, ...(scenario.kind === undefined ? {} : { kind: scenario.kind }) },
    };
  });
  return { ...config, scenarios, params: config.headParams };
}

function toUnmatched({ condition, cell }: Place, presence: UnmatchedCell['presence']): UnmatchedCell {
  return {
    id: cell.id,
    scenario: condition.scenario.id,
    label: cell.label,
    condition: condition.label,
    presence,
  };
}

/** At most so many cells get a control, spread evenly over all of them. */
function controlledIndices(count: number, most: number): ReadonlySet<number> {
  const controls = Math.min(most, count);
  return new Set(Array.from({ length: controls }, (_, index) => Math.floor((index * count) / controls)));
}

function toCondition(base: Place, head: Place, hasControl: boolean): PlannedCondition {
  const { condition, cell } = base;
  const sideOf = (
    side: NonNullable<PlannedCell['side']>,
    { cell: own, condition: at }: Place,
  ): PlannedCell => ({
    ...own,
    id: `${own.id}@${side}`,
    label: side,
    isReference: side === 'base',
    side,
    scenario: at.scenario,
  });
  const cells = [
    sideOf('base', base),
    sideOf('head', head),
    ...(hasControl ? [sideOf('control', base)] : []),
  ];
  return {
    ...condition,
    id: cell.id,
    label: `${condition.label} · ${cell.label}`,
    cells,
    groups: condition.scenario.failure || cells.some(({ cannot }) => cannot !== null) ? [] : [cells],
  };
}

/** One block of each of these conditions. */
function blocksOf(conditions: readonly PlannedCondition[], blockIndex: number, seed: number): PlannedBlock[] {
  const random = createRandom(seed).fork('order of processes');
  return conditions.flatMap((condition) =>
    condition.groups.map((cells) => ({
      condition,
      cells: random
        .fork(`block ${blockIndex} of ${condition.id}`)
        .shuffle(cells.filter(({ side }) => side !== 'control' || blockIndex % AB.blocksPerControl === 0)),
      blockIndex,
    })),
  );
}

/**
 * What comes after the first of two looks: of each condition, by its id, so many blocks. They take turns as before, as long as they last.
 * Pure: a continued run plans the same.
 */
export function planFurtherBlocks(
  { conditions, firstLookBlocks = 0 }: Plan,
  counts: ReadonlyMap<string, number>,
  seed: number,
): PlannedBlock[] {
  const most = Math.max(0, ...counts.values());
  return Array.from({ length: most }, (_, index) =>
    blocksOf(
      conditions.filter(({ id }) => (counts.get(id) ?? 0) > index),
      firstLookBlocks + index,
      seed,
    ),
  ).flat();
}

/**
 * All cells take turns from the first block on, so that a drift falls on all of them alike; in each block the processes are
 * opened in an order of its own, so that being the first is nobody's fate. B follows from time alone.
 */
export function planSides(config: ResolvedConfig, usableCores: number): Plan {
  const bases = placesOf(config, usableCores);
  const heads = placesOf(headConfig(config), usableCores);
  const only = config.sides?.only;
  const matched = [...bases].flatMap(([id, base]) => {
    const head = heads.get(id);
    const isWanted = only === undefined || only.includes(id);
    return head === undefined || !isWanted ? [] : [{ base, head }];
  });
  const controlled = controlledIndices(matched.length, config.sides?.mostControls ?? AB.mostControls);
  const conditions = matched.map(({ base, head }, index) => toCondition(base, head, controlled.has(index)));
  const groupCount = conditions.reduce((sum, { groups }) => sum + groups.length, 0);
  const blockCount = planBlockCount(config, groupCount);
  const blocks = Array.from({ length: blockCount }, (_, blockIndex) =>
    blocksOf(conditions, blockIndex, config.seed),
  );
  const firstLookBlocks = config.sides?.looksTwice === true ? firstLookAfter(blockCount) : null;
  return {
    conditions,
    blocks: blocks.flat(),
    ...(firstLookBlocks === null ? {} : { firstLookBlocks }),
    unmatched: [
      ...[...bases].flatMap(([id, base]) => (heads.has(id) ? [] : [toUnmatched(base, 'removed')])),
      ...[...heads].flatMap(([id, head]) => (bases.has(id) ? [] : [toUnmatched(head, 'added')])),
    ],
  };
}

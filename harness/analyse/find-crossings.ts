/** Where the winner changes: any numeric parameter with three values or more, everything else equal. Pure. */
import type { Cell, Condition, CrossingRecord, RunDocument } from '../result/schema.ts';
import type { LogContrast } from '../stats/contrast.ts';
import { type Crossing, readCurve } from '../stats/crossing.ts';
import { contrastPaired } from './contrast-cells.ts';

const LEAST_VALUES = 3;
/** A run time that does not at least double along the parameter is no measure of where on it one stands. */
const LEAST_GROWTH = 2;

type Source = Pick<RunDocument, 'conditions'> & { readonly cells: readonly Cell[] };

/** Conditions that differ in one parameter only, by its value, ascending. */
interface Family {
  readonly scenario: string;
  readonly param: string;
  readonly params: Condition['params'];
  readonly inFlight: number;
  readonly steps: readonly { readonly value: number; readonly condition: Condition }[];
}

function familiesOf(conditions: readonly Condition[]): Family[] {
  const families = new Map<string, Family & { steps: { value: number; condition: Condition }[] }>();
  for (const condition of conditions) {
    for (const [param, value] of Object.entries(condition.params)) {
      if (typeof value !== 'number' || !(value >= 0)) continue;
      const { [param]: _own, ...params } = condition.params;
      const { scenario, inFlight } = condition;
      const key = JSON.stringify([scenario, inFlight, param, params]);
      const family = families.get(key) ?? { scenario, param, params, inFlight, steps: [] };
      family.steps.push({ value, condition });
      families.set(key, family);
    }
  }
  return [...families.values()]
    .map((family) => ({ ...family, steps: family.steps.sort((one, other) => one.value - other.value) }))
    .filter(({ steps }) => new Set(steps.map(({ value }) => value)).size >= LEAST_VALUES);
}

/** What a cell is apart from the parameter: the same in every condition of a family. */
const kindOf = ({ model, variant, knobs }: Cell): string => JSON.stringify([model, variant, knobs]);

/** The cells of one kind along the parameter. */
interface Line {
  readonly label: string;
  readonly isReference: boolean;
  readonly cellAt: ReadonlyMap<number, Cell>;
}

function linesOf({ steps }: Family, cells: readonly Cell[]): Line[] {
  const lines = new Map<string, Line & { cellAt: Map<number, Cell> }>();
  for (const { value, condition } of steps) {
    for (const cell of cells) {
      if (cell.condition !== condition.id || cell.status !== 'ok') continue;
      const { label, isReference } = cell;
      const line = lines.get(kindOf(cell)) ?? { label, isReference, cellAt: new Map<number, Cell>() };
      line.cellAt.set(value, cell);
      lines.set(kindOf(cell), line);
    }
  }
  return [...lines.values()];
}

interface Point {
  readonly value: number;
  readonly cell: Cell;
  readonly reference: Cell;
  readonly contrast: LogContrast;
}

function pointsOf(line: Line, other: Line): Point[] {
  return [...line.cellAt].flatMap(([value, cell]) => {
    const reference = other.cellAt.get(value);
    const contrast = reference === undefined ? null : contrastPaired(cell, reference, 'median');
    return reference === undefined || contrast === null ? [] : { value, cell, reference, contrast };
  });
}

/** Value of the parameter → mean run time of a task, by straight lines between the measured values; null where it does not grow. */
function runTimeOf(line: Line | undefined): ((value: number) => number) | null {
  const known = [...(line?.cellAt ?? [])].flatMap(([value, { receiptMs }]) => {
    const runMs = receiptMs?.find(({ part }) => part === 'run')?.meanMs;
    return runMs !== undefined && runMs > 0 ? { value, runMs } : [];
  });
  const grows = known.every(({ runMs }, index) => index === 0 || runMs > known[index - 1]!.runMs);
  const [first, last] = [known[0], known.at(-1)];
  if (!grows || !first || !last || last.runMs < LEAST_GROWTH * first.runMs) return null;
  return (value) => {
    const next = known.findIndex((one, index) => index > 0 && one.value >= value);
    const [a, b] = [known[Math.max(0, next - 1)] ?? first, known[next] ?? last];
    const span = b.value - a.value;
    return span === 0 ? a.runMs : a.runMs + ((value - a.value) / span) * (b.runMs - a.runMs);
  };
}

type Place = Pick<CrossingRecord, 'outcome' | 'at' | 'notBelow' | 'notAbove' | 'leadsAbove' | 'taskMs'>;

function placeOf(crossing: Crossing, runTime: ((value: number) => number) | null): Place {
  const { value, low, high, leadsAbove } = crossing;
  if (value === null || low === null || high === null) {
    return { outcome: 'open', at: null, notBelow: low, notAbove: high, leadsAbove, taskMs: null };
  }
  const taskMs = runTime === null ? null : { value: runTime(value), low: runTime(low), high: runTime(high) };
  return { outcome: 'crosses', at: { value, low, high }, notBelow: null, notAbove: null, leadsAbove, taskMs };
}

const NO_PLACE = { at: null, notBelow: null, notAbove: null, leadsAbove: null, taskMs: null };

function recordsOf(family: Family, pair: readonly [Line, Line], lines: readonly Line[]): CrossingRecord[] {
  const points = pointsOf(...pair);
  if (points.length < LEAST_VALUES) return [];
  const { scenario, param, params, inFlight } = family;
  const common = {
    scenario,
    param,
    params,
    inFlight,
    models: [pair[0].label, pair[1].label],
    points: points.map(({ value, cell, reference }) => ({ value, cell: cell.id, reference: reference.id })),
  };
  const { crossings, first, last, gap } = readCurve(
    points.map(({ value, contrast }) => ({ x: value, contrast })),
  );
  if (crossings.length > 0) {
    const runTime = runTimeOf(lines.find(({ isReference }) => isReference));
    // Beside a place that was found, a doubt at an end without an estimate of another one is no place.
    const found = crossings.filter(({ value }) => value !== null);
    return (found.length > 0 ? found : crossings).map((crossing) => ({
      ...common,
      ...placeOf(crossing, runTime),
    }));
  }
  if (gap !== null) {
    const doubt = { notBelow: gap.low, notAbove: gap.high, leadsAbove: first > 0 };
    return [{ ...common, outcome: 'unsure', ...NO_PLACE, ...doubt }];
  }
  const outcome = first !== last || first === 0 ? 'unsure' : first > 0 ? 'always' : 'never';
  return [{ ...common, outcome, ...NO_PLACE }];
}

/**
 * Per pair of cells that shared blocks and per parameter: each place where the lead changes, or that it does not. Against the
 * reference first, then between rivals.
 */
export function findCrossings({ conditions, cells }: Source): CrossingRecord[] {
  return familiesOf(conditions).flatMap((family) => {
    const lines = linesOf(family, cells);
    const references = lines.filter(({ isReference }) => isReference);
    const others = lines.filter(({ isReference }) => !isReference);
    const pairs: (readonly [Line, Line])[] = [
      ...references.flatMap((reference) => others.map((line) => [line, reference] as const)),
      ...others.flatMap((line, index) => others.slice(index + 1).map((rival) => [rival, line] as const)),
    ];
    return pairs.flatMap((pair) => recordsOf(family, pair, lines));
  });
}

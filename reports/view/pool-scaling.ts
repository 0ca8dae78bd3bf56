/** How throughput grows with the size of a pool: speed-ups of the families of a condition, each with its interval. */
import type { Cell, Contrast } from '../../harness/result/schema.ts';
import { type PoolFamily, poolFamilies } from './pool-families.ts';
import { type SpeedUp, speedUpOf } from './speed-up.ts';

/** One pool size. */
export interface ScalingPoint extends SpeedUp {
  readonly cell: string;
  readonly label: string;
  readonly workers: number;
}

/** The curve of one family, smallest pool first. */
export interface ScalingSeries {
  readonly label: string;
  readonly model: string;
  /** Which family of its model this is, from 0: for telling equal colours apart. */
  readonly ordinal: number;
  /** What the speed-up is against: `single-loop`, or the smallest pool. */
  readonly baseLabel: string;
  /** How many workers the base counts for: a loop for one. Ideal is workers ÷ this. */
  readonly baseWorkers: number;
  readonly sharesInFlight: boolean;
  readonly points: readonly ScalingPoint[];
}

/** Cells with their contrasts against the reference of their condition. */
export interface ScalingInput {
  readonly cells: readonly Cell[];
  readonly contrastOf: (cell: string) => Contrast | null;
}

const LEAST_POINTS = 3;

interface Base {
  readonly cell: Cell;
  readonly workers: number;
}

function seriesOf(family: PoolFamily, { cells, contrastOf }: ScalingInput): ScalingSeries[] {
  const sideOf = (cell: Cell) => (cell.isReference ? ('reference' as const) : contrastOf(cell.id));
  const isComparable = (cell: Cell): boolean => {
    const side = sideOf(cell);
    return cell.status === 'ok' && (side === 'reference' || (side?.ratio ?? null) !== null);
  };
  const loop = cells.find(
    (cell) => cell.model === 'single-loop' && cell.variant === family.variant && isComparable(cell),
  );
  const members = family.members.filter(({ cell }) => isComparable(cell));
  const base: Base | undefined = loop === undefined ? members[0] : { cell: loop, workers: 1 };
  if (base === undefined) return [];
  const points = members.flatMap(({ cell, workers }): ScalingPoint[] => {
    const own = { cell: cell.id, label: cell.label, workers };
    if (cell === base.cell) return [{ ...own, value: 1, low: null, high: null, isCombined: false }];
    const speedUp = speedUpOf(sideOf(cell), sideOf(base.cell));
    return speedUp === null ? [] : [{ ...own, ...speedUp }];
  });
  if (points.length < LEAST_POINTS) return [];
  const { label, model, sharesInFlight } = family;
  return [
    {
      label,
      model,
      ordinal: 0,
      baseLabel: base.cell.label,
      baseWorkers: base.workers,
      sharesInFlight,
      points,
    },
  ];
}

/**
 * Curves of all families with at least three comparable sizes. The base is `single-loop` of the same variant where it was
 * measured, else the smallest pool. Empty with fewer than two blocks, for then nothing was contrasted. Pure.
 */
export function toScalingSeries(input: ScalingInput): ScalingSeries[] {
  const all = poolFamilies(input.cells).flatMap((family) => seriesOf(family, input));
  return all.map((series, index) => ({
    ...series,
    ordinal: all.slice(0, index).filter(({ model }) => model === series.model).length,
  }));
}

/** A speed-up or a bound of it as a share of the ideal: 1 is a full worker's worth from each. Pure. */
export const efficiencyOf = (speedUp: number, workers: number, baseWorkers: number): number =>
  (speedUp * baseWorkers) / workers;

/** Cells of one condition that differ in the size of their pool alone: what a curve over the size may be drawn through. */
import type { Cell } from '../../harness/result/schema.ts';
import { formatParams } from '../format.ts';

/** Cells of one model and variant, smallest pool first, one for each size. */
export interface PoolFamily {
  readonly label: string;
  readonly model: string;
  readonly variant: string;
  readonly members: readonly { readonly cell: Cell; readonly workers: number }[];
  /** `tasksPerWorker` is in flight ÷ pool size, as by default, so that it falls as the pool grows. */
  readonly sharesInFlight: boolean;
}

/** A curve through fewer points is a guess. */
const LEAST_SIZES = 3;

const workersOf = ({ knobs }: Cell): number | null =>
  typeof knobs.poolSize === 'number' && knobs.poolSize > 0 ? knobs.poolSize : null;

/** What the planner sets `tasksPerWorker` to where the user names none and the work is not `cpu`. */
const hasSharedInFlight = ({ knobs, inFlight }: Cell): boolean =>
  knobs.tasksPerWorker === Math.ceil(inFlight / Number(knobs.poolSize));

function groupsBy(cells: readonly Cell[], without: readonly string[]): Cell[][] {
  const groups = new Map<string, Cell[]>();
  for (const cell of cells) {
    const others = Object.entries(cell.knobs).filter(([name]) => !without.includes(name));
    const key = JSON.stringify([cell.model, cell.variant, others.sort()]);
    groups.set(key, [...(groups.get(key) ?? []), cell]);
  }
  return [...groups.values()].filter(
    (group) => new Set(group.map((cell) => cell.knobs.poolSize)).size >= LEAST_SIZES,
  );
}

function familyOf(cells: readonly Cell[], sharesInFlight: boolean): PoolFamily[] {
  const bySize = new Map<number, Cell>();
  for (const cell of cells) {
    const workers = workersOf(cell);
    if (workers !== null && !bySize.has(workers)) bySize.set(workers, cell);
  }
  const members = [...bySize].map(([workers, cell]) => ({ workers, cell }));
  members.sort((one, other) => one.workers - other.workers);
  const [first] = members;
  if (first === undefined) return [];
  const label = first.cell.label.replace(`×${first.workers}`, '');
  const { model, variant } = first.cell;
  return [{ label, model, variant, members, sharesInFlight }];
}

function withDistinctLabels(families: readonly PoolFamily[]): PoolFamily[] {
  return families.map((family) => {
    if (families.filter(({ label }) => label === family.label).length === 1) return family;
    const { poolSize: _poolSize, ...others } = family.members[0]?.cell.knobs ?? {};
    return { ...family, label: `${family.label} · ${formatParams(others)}` };
  });
}

/**
 * Families of at least three pool sizes among cells with figures. All other knobs are equal; only where too few are so may
 * `tasksPerWorker` differ, as far as it is the default share of the tasks in flight. Pure.
 */
export function poolFamilies(cells: readonly Cell[]): PoolFamily[] {
  const pools = cells.filter((cell) => cell.status === 'ok' && workersOf(cell) !== null);
  const strict = groupsBy(pools, ['poolSize']);
  const rest = pools.filter((cell) => !strict.some((group) => group.includes(cell)));
  const shared = groupsBy(rest.filter(hasSharedInFlight), ['poolSize', 'tasksPerWorker']);
  return withDistinctLabels([
    ...strict.flatMap((group) => familyOf(group, false)),
    ...shared.flatMap((group) => familyOf(group, true)),
  ]);
}

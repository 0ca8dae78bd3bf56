/**
 * What scenarios need of executors, and which kinds have it: neither a scenario nor a model learns of the other, the plan alone
 * sees both. Pure.
 */
import type { ExecutionModel } from './model.ts';
import type { Plan, PlannedBlock, PlannedCell, PlannedCondition } from './plan.ts';
import type { Need, Scenario } from './scenario.ts';

type Kind = ExecutionModel['executors'];

/** For every need: which executors have it, and what is to be said of the others. */
const NEEDS: Readonly<Record<Need, { readonly offeredBy: readonly Kind[]; readonly otherwise: string }>> = {
  'shared-memory': {
    offeredBy: ['loop', 'threads'],
    otherwise: 'its inputs lie in shared memory, and processes have none in common: use a model with threads',
  },
};

/** All that a scenario may name in `needs`. */
export const NEED_IDS = Object.keys(NEEDS) as readonly Need[];

/** Why executors of this kind cannot carry its tasks out, or null where they can. */
export function unmetNeed({ needs = [] }: Pick<Scenario, 'needs'>, executors: Kind): string | null {
  const unmet = needs.find((need) => !NEEDS[need].offeredBy.includes(executors));
  return unmet === undefined ? null : NEEDS[unmet].otherwise;
}

const canRun = ({ cannot }: PlannedCell): boolean => cannot === null;

/** What can be measured of them; nothing where that is the reference alone, and others were to be held against it. */
function comparable(cells: readonly PlannedCell[]): readonly PlannedCell[] {
  const left = cells.filter(canRun);
  return left.length > 1 || left.length === cells.length ? left : [];
}

function markUnmet(condition: PlannedCondition): PlannedCondition {
  const cells = condition.cells.map((cell) => {
    const { scenario } = cell.scenario ?? condition.scenario;
    return { ...cell, cannot: cell.cannot ?? unmetNeed(scenario, cell.model.executors) };
  });
  const marked = new Map(cells.map((cell) => [cell.id, cell]));
  const groups = condition.groups.map((group) => group.map(({ id }) => marked.get(id)!));
  // Two versions are measured together or not at all.
  if (cells.some((cell) => cell.side !== undefined && !canRun(cell)))
    return { ...condition, cells, groups: [] };
  const left = groups.map(comparable).filter((group) => group.length > 0);
  // Where every other cell is gone the reference still has figures of its own.
  const alone = groups[0]?.filter((cell) => cell.isReference && canRun(cell)) ?? [];
  return { ...condition, cells, groups: left.length > 0 || alone.length === 0 ? left : [alone] };
}

/** Keeps the order of cells and blocks, and what a block leaves out by itself. */
function remake(blocks: readonly PlannedBlock[], conditions: readonly PlannedCondition[]): PlannedBlock[] {
  const byId = new Map(conditions.map((condition) => [condition.id, condition]));
  const taken = new Set<string>();
  return blocks.flatMap((block) => {
    const condition = byId.get(block.condition.id)!;
    const { groups } = condition;
    const own = block.cells.map(({ id }) => condition.cells.find((cell) => cell.id === id)!);
    const key = `${block.blockIndex} of ${condition.id}`;
    const isAlone = groups.length === 1 && groups[0]!.length === 1 && !taken.has(key);
    const cells = groups.length === 0 ? [] : isAlone ? own.filter(canRun) : comparable(own);
    taken.add(key);
    return cells.length === 0 ? [] : [{ ...block, condition, cells }];
  });
}

/** The plan in which cells whose executors lack what their scenario needs are `cannot`, with the reason, and in no block. */
export function leaveOutUnmet(plan: Plan): Plan {
  const hasNeeds = ({ scenario, cells }: PlannedCondition): boolean =>
    [scenario, ...cells.flatMap((cell) => cell.scenario ?? [])].some(
      (selected) => (selected.scenario.needs ?? []).length > 0,
    );
  if (!plan.conditions.some(hasNeeds)) return plan;
  const conditions = plan.conditions.map((condition) =>
    hasNeeds(condition) ? markUnmet(condition) : condition,
  );
  return { ...plan, conditions, blocks: remake(plan.blocks, conditions) };
}

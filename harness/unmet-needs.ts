/**
 * What scenarios need of executors, and which kinds have it: neither a scenario nor a model learns of the other, the plan alone
 * sees both. Pure.
 */
import type { ExecutionModel } from './model.ts';
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

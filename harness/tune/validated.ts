/** What is measured again in the end: the answer beside what people set without measuring. Pure. */
import type { PlannedCell } from '../plan.ts';
import type { ValidatedSetting } from '../result/tune-schema.ts';
import type { Decision } from './decide.ts';
import { NO_POOL } from './fit-sizes.ts';
import type { TuneTarget } from './target.ts';
import type { TunePlan } from './tune-plan.ts';

type Role = ValidatedSetting['roles'][number];

/** A cell with all the reasons for which it is there. */
export interface Validated {
  readonly cell: PlannedCell;
  readonly roles: readonly Role[];
  readonly size: number | null;
  readonly detail: string | null;
}

/** The size nearest to the one that is meant, of those that can be measured. */
function nearestOf(sizes: readonly number[], aim: number): number | null {
  return sizes.length === 0
    ? null
    : sizes.reduce((one, other) => (Math.abs(other - aim) < Math.abs(one - aim) ? other : one));
}

/** The recommended setting first; a cell that plays several roles is there once. */
export function validatedSettings(
  { cellOfSize, cellOfSetting }: TunePlan,
  { target, cores }: { readonly target: TuneTarget; readonly cores: number },
  { answer, best }: Decision,
): Validated[] {
  const found = new Map<PlannedCell, { roles: Role[]; size: number | null; detail: string | null }>();
  const add = (
    role: Role,
    size: number | null,
    cell = cellOfSize.get(size ?? Number.NaN),
    detail: string | null = null,
  ) => {
    if (cell === undefined) return;
    const known = found.get(cell);
    if (known === undefined) found.set(cell, { roles: [role], size, detail });
    else {
      known.roles.push(role);
      known.detail ??= detail;
    }
  };
  if (answer !== null) add('recommended', answer);
  if (target.mayBeNone) add('no-pool', NO_POOL);
  if (answer === NO_POOL && best !== null && best !== NO_POOL) add('best-pool', best);
  const current = [...cellOfSetting].filter(([{ role }]) => role === 'current');
  const defaults = [...cellOfSetting].filter(([{ role }]) => role === 'piscina-defaults');
  for (const [setting, cell] of [...current, ...defaults])
    add(setting.role, setting.size, cell, setting.detail);
  if (target.id === 'poolSize') {
    add('cores-minus-1', nearestOf(target.sizes, Math.max(1, Math.floor(cores) - 1)));
  }
  if (!target.mayBeNone) add('default', target.anchor);
  return [...found].map(([cell, rest]) => ({ cell, ...rest }));
}

/** Groups for blocks: the recommended setting in each of them, so that everything is compared with it side by side. */
export function groupSettings(validated: readonly Validated[], cellsPerBlock: number): PlannedCell[][] {
  const always = validated.filter(({ cell, roles }) => cell.isReference || roles.includes('recommended'));
  const others = validated.filter((one) => !always.includes(one));
  const ownRoom = cellsPerBlock - always.filter(({ cell }) => !cell.isReference).length;
  const groupCount = Math.max(1, Math.ceil(others.length / ownRoom));
  return Array.from({ length: groupCount }, (_, group) => [
    ...always.map(({ cell }) => cell),
    ...others.filter((_one, index) => index % groupCount === group).map(({ cell }) => cell),
  ]);
}

/** The cells of a gate, judged together: estimates → contrasts with one error rate for all of them. Pure. */
import { toContrast } from '../analyse/to-contrast.ts';
import type { Contrast } from '../result/schema.ts';
import { decideFamily, type FamilyMember, type FamilyRules } from '../stats/family.ts';
import { decideFirstLook, decideInLooks, type LookedDecision } from '../stats/looks.ts';
import { withoutRatio } from './between-runs.ts';
import { THROUGHPUT } from './shared.ts';

/** One cell's two estimates of one metric, or why it has none and what that makes of it. */
export type Weighed = { readonly id: string; readonly metric: Contrast['metric'] } & (
  | { readonly member: NonNullable<FamilyMember> }
  | { readonly verdict: 'unsure' | 'not comparable'; readonly reason: string }
);

const keyOf = ({ id, metric }: Weighed): string => JSON.stringify([id, metric.id]);
const memberOf = (item: Weighed | undefined): FamilyMember =>
  item !== undefined && 'member' in item ? item.member : null;

/**
 * A cell without estimates still counts as one of the tests. `more` is what would help one that is nearly sure. With a first look,
 * the items are those of the last: what they are after all blocks, or `hasEnded` where a cell has no more than at the first.
 */
export function judgeFamily(
  items: readonly Weighed[],
  rules: FamilyRules,
  more: string,
  firstLook: FirstLook | null = null,
): Contrast[] {
  const decisions =
    firstLook === null ? decideFamily(items.map(memberOf), rules) : decideTwice(items, rules, firstLook);
  const cellCount = new Set(items.map(({ id }) => id)).size;
  return items.map((item, index) => {
    if (!('member' in item))
      return { ...withoutRatio(item.id, item.verdict, item.reason), metric: item.metric };
    return toFamilyContrast(item, item.member, decisions[index]!, describeDoubt(cellCount, rules, more));
  });
}

/** What the cells were after the first of two looks, and which of them were not measured any further. */
export interface FirstLook {
  readonly items: readonly Weighed[];
  /** At the last look. */
  readonly plannedBlocks: number;
  readonly hasEnded: (id: string) => boolean;
}

/** What the first of two looks settles, by id: throughput has its verdict, and no guard leaves a suspicion. Pure. */
export function settledIds(items: readonly Weighed[], rules: FamilyRules): ReadonlySet<string> {
  const decisions = decideFirstLook(items.map(memberOf), rules);
  const open = new Set(
    items.flatMap(({ id, metric }, index) => {
      const decision = decisions[index];
      if (!decision) return metric.id === THROUGHPUT.id ? [id] : []; // more blocks make no ratio of what has none
      const { verdict, isBeyondAlone } = decision;
      return verdict === 'unsure' && (metric.id === THROUGHPUT.id || isBeyondAlone) ? [id] : [];
    }),
  );
  return new Set(items.flatMap(({ id }) => (open.has(id) ? [] : [id])));
}

function decideTwice(
  items: readonly Weighed[],
  rules: FamilyRules,
  { items: earlier, plannedBlocks, hasEnded }: FirstLook,
): (LookedDecision | null)[] {
  const first = new Map(earlier.map((item) => [keyOf(item), item]));
  return decideInLooks(
    items.map((item) => ({
      first: memberOf(first.get(keyOf(item))),
      second: hasEnded(item.id) ? null : memberOf(item),
    })),
    rules,
    plannedBlocks,
  );
}

function describeDoubt(cellCount: number, { familyAlpha }: FamilyRules, more: string): string {
  const cells = cellCount === 1 ? 'its cell' : `all its ${cellCount} cells together`;
  return `probably changed: beyond the margin at 95 %, but a gate asks for ${100 * (1 - familyAlpha)} % over ${cells}; ${more}`;
}

const ONLY_EARLY =
  'found at the first look, by its share of the error rate; all blocks together are less sure';

function toFamilyContrast(
  { id, metric }: Weighed,
  member: NonNullable<FamilyMember>,
  decision: LookedDecision,
  doubt: string,
): Contrast {
  // Guards tell what surely changed: of what only may have changed there would be something in every tenth cell.
  const isDoubted = decision.isBeyondAlone && decision.verdict === 'unsure' && metric.id === THROUGHPUT.id;
  const early = decision.isOnlyEarly === true ? ONLY_EARLY : null;
  return toContrast({ cell: id, reference: id, metric }, member, decision, isDoubted ? doubt : early);
}

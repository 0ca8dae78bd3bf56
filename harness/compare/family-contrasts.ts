/** The cells of a gate, judged together: estimates → contrasts with one error rate for all of them. Pure. */
import type { Contrast } from '../result/schema.ts';
import { ratioInterval } from '../stats/contrast.ts';
import { decideFamily, type FamilyDecision, type FamilyMember, type FamilyRules } from '../stats/family.ts';
import { withoutRatio } from './between-runs.ts';
import { THROUGHPUT } from './shared.ts';

/** One cell's two estimates of one metric, or why it has none and what that makes of it. */
export type Weighed = { readonly id: string; readonly metric: Contrast['metric'] } & (
  | { readonly member: NonNullable<FamilyMember> }
  | { readonly verdict: 'unsure' | 'not comparable'; readonly reason: string }
);

/** A cell without estimates still counts as one of the tests. `more` is what would help one that is nearly sure. */
export function judgeFamily(items: readonly Weighed[], rules: FamilyRules, more: string): Contrast[] {
  const decisions = decideFamily(
    items.map((item) => ('member' in item ? item.member : null)),
    rules,
  );
  const cellCount = new Set(items.map(({ id }) => id)).size;
  return items.map((item, index) => {
    if (!('member' in item)) return withoutRatio(item.id, item.verdict, item.reason);
    return toContrast(item, item.member, decisions[index]!, describeDoubt(cellCount, rules, more));
  });
}

function describeDoubt(cellCount: number, { familyAlpha }: FamilyRules, more: string): string {
  const cells = cellCount === 1 ? 'its cell' : `all its ${cellCount} cells together`;
  return `probably changed: beyond the margin at 95 %, but a gate asks for ${100 * (1 - familyAlpha)} % over ${cells}; ${more}`;
}

function toContrast(
  { id, metric }: Weighed,
  { median, mean }: NonNullable<FamilyMember>,
  decision: FamilyDecision,
  doubt: string,
): Contrast {
  return {
    cell: id,
    reference: id,
    metric,
    ratio: ratioInterval(median),
    meanRatio: ratioInterval(mean),
    detectable: decision.detectable,
    verdict: decision.verdict,
    decidedBy: decision.decidedBy,
    blockCount: median.blockCount,
    moreBlocks: decision.moreBlocks,
    // Guards tell what surely changed: of what only may have changed there would be something in every tenth cell.
    reason:
      decision.isBeyondAlone && decision.verdict === 'unsure' && metric.id === THROUGHPUT.id ? doubt : null,
  };
}

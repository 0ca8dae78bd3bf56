/**
 * A gate that looks twice, after half of its blocks and after all. What is settled at the first look needs no more blocks; the error
 * rate is split between the looks, so that looking twice costs what it is worth and not the promise (Bonferroni over looks:
 * nothing is assumed about how they hang together; group sequential bounds would spend a little less).
 */
import type { LogContrast } from './contrast.ts';
import { decideFamily, type FamilyDecision, type FamilyMember, type FamilyRules } from './family.ts';
import { degreesOfFreedomOf } from './trimmed-contrast.ts';

/** What the first look may spend of each error rate; the second has the rest. */
export const FIRST_LOOK_SHARE = 0.2;

/** Fewer blocks than this bear no first look: at a fifth of the error rate, t of three degrees of freedom finds next to nothing. */
const LEAST_BLOCKS = 4;

/** After how many of the planned blocks the first look is; null where there is only one look. */
export function firstLookAfter(blockCount: number): number | null {
  const half = Math.floor(blockCount / 2);
  return half >= LEAST_BLOCKS ? half : null;
}

const spend = (rules: FamilyRules, share: number): FamilyRules => ({
  ...rules,
  familyAlpha: share * rules.familyAlpha,
  sameAlpha: share * rules.sameAlpha,
});

/** The first look alone: what of it is settled. */
export function decideFirstLook(
  members: readonly FamilyMember[],
  rules: FamilyRules,
): (FamilyDecision | null)[] {
  return decideFamily(members, spend(rules, FIRST_LOOK_SHARE));
}

/** One member in both looks; without a second where it was settled at the first and has no more blocks. */
export interface LookedAt {
  readonly first: FamilyMember;
  readonly second: FamilyMember;
}

/** A verdict after two looks. */
export interface LookedDecision extends FamilyDecision {
  /** The first look found it, and all blocks together are less sure: their ratio stands beside it. */
  readonly isOnlyEarly?: boolean;
}

/** As if the blocks that were left out had scattered like those that were taken. */
function extrapolate(contrast: LogContrast, blockCount: number, degreesOfFreedom: number): LogContrast {
  return {
    mean: contrast.mean,
    standardError: contrast.standardError * Math.sqrt(contrast.blockCount / blockCount),
    degreesOfFreedom: Math.max(contrast.degreesOfFreedom, degreesOfFreedom),
    blockCount,
  };
}

/** Counts as a test at the second look; what that would have found is asked of the blocks that it would have had. */
function close(member: FamilyMember, plannedBlocks: number): FamilyMember {
  if (member === null) return null;
  // Where one estimate stands for both it is made of every block.
  const isOneForBoth = member.median === member.mean;
  const degreesOfFreedom = isOneForBoth ? plannedBlocks - 1 : degreesOfFreedomOf(plannedBlocks);
  const median = extrapolate(member.median, plannedBlocks, degreesOfFreedom);
  return { ...member, median, isClosed: true };
}

/**
 * The verdicts after both looks. What the second decides stands; where it is unsure, what the first found stands, for it was paid for.
 * `detectable` is that of all `plannedBlocks`, also where a cell was settled before: a change of that size would have kept it open. Pure.
 */
export function decideInLooks(
  items: readonly LookedAt[],
  rules: FamilyRules,
  plannedBlocks: number,
): (LookedDecision | null)[] {
  const first = decideFirstLook(
    items.map((item) => item.first),
    rules,
  );
  const second = decideFamily(
    items.map((item) => item.second ?? close(item.first, plannedBlocks)),
    spend(rules, 1 - FIRST_LOOK_SHARE),
  );
  return items.map((item, index) => {
    const [early, late] = [first[index] ?? null, second[index] ?? null];
    if (late === null || early === null) return late ?? early;
    if (item.second === null) return { ...early, detectable: late.detectable };
    const isOnlyEarly = late.verdict === 'unsure' && early.verdict !== 'unsure';
    return isOnlyEarly ? { ...early, detectable: late.detectable, isOnlyEarly } : late;
  });
}

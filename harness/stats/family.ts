/** Many cells, one gate: which of them changed beyond the margin, with one error rate for all of them together. */
import { detectableRatio } from './detectable.ts';
import { holm } from './holm.ts';
import { errorsBeyond, logMargin } from './margin.ts';
import {
  type Decision,
  type DecisionInput,
  decide,
  MEDIAN_SHARE,
  slowerPValue,
  surerEstimate,
} from './verdict.ts';

/** What one cell brings, or one metric of it; null where it has no contrast, which still counts as a test. */
export type FamilyMember =
  | (Pick<DecisionInput, 'median' | 'mean' | 'better'> & {
      /** Its share of the error rate beside those of the others; 1 where nothing is said. */
      readonly weight?: number;
      /** A margin of its own, where that of the rules would be too fine for it. */
      readonly marginRatio?: number;
      /** It counts as a test, and nothing is found of it: see `looks.ts`. */
      readonly isClosed?: boolean;
    })
  | null;

export interface FamilyRules {
  /** Δ: changes smaller than this count as the same. */
  readonly marginRatio: number;
  /** How often at most any of the cells is called slower or faster while none of them changed by more than Δ. */
  readonly familyAlpha: number;
  /** How often at most one cell is called `same` though it changed by Δ. Each for itself: `same` alarms nobody. */
  readonly sameAlpha: number;
}

/** A verdict that stands beside others. */
export interface FamilyDecision extends Decision {
  /** It lies beyond the margin taken by itself, but not surely enough for one among so many. */
  readonly isBeyondAlone: boolean;
}

/**
 * A p value per member against "changed by no more than Δ" in either direction ({@link slowerPValue}, at most one of the two
 * directions can hold), Holm's step-down over all of them by their weights (Holm 1979); `same` by equivalence, each for itself. The
 * change that would have been found is that of Holm's first step, familyAlpha × weight ÷ all weights: what any of them is sure to get.
 * Null for a null member. Pure.
 */
export function decideFamily(
  members: readonly FamilyMember[],
  { marginRatio, familyAlpha, sameAlpha }: FamilyRules,
): (FamilyDecision | null)[] {
  const weights = members.map((member) => member?.weight ?? 1);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const pairs = members.map((member) => {
    if (member === null || member.isClosed) return { worse: Number.NaN, better: Number.NaN };
    const input = { ...member, marginRatio: member.marginRatio ?? marginRatio };
    const opposite = member.better === 'higher' ? 'lower' : 'higher';
    return { worse: slowerPValue(input), better: slowerPValue({ ...input, better: opposite }) };
  });
  const rejected = holm(
    pairs.map(({ worse, better }) => Math.min(worse, better)),
    familyAlpha,
    weights,
  );
  return members.map((member, index) => {
    if (member === null) return null;
    const ownMarginRatio = member.marginRatio ?? marginRatio;
    const ownAlpha = (familyAlpha * weights[index]!) / total;
    const alone = decide({ ...member, marginRatio: ownMarginRatio, alpha: sameAlpha });
    const margin = logMargin(ownMarginRatio);
    const errors = errorsBeyond(member.median, margin, MEDIAN_SHARE * ownAlpha);
    const detectable = detectableRatio(member.median, margin, errors);
    const isBeyondAlone = alone.verdict === 'slower' || alone.verdict === 'faster';
    if (!rejected[index]) {
      // A gate asks one-sidedly of what `decide` asks with an interval, so for about twice its error rate.
      const beyondAlpha = Math.min(2 * ownAlpha, sameAlpha);
      const { moreBlocks } = decide({
        ...member,
        marginRatio: ownMarginRatio,
        alpha: beyondAlpha,
        sameAlpha,
      });
      const isOpen = isBeyondAlone || alone.verdict === 'unsure';
      return {
        ...alone,
        ...(isOpen ? { verdict: 'unsure' as const, decidedBy: null, moreBlocks } : {}),
        detectable,
        isBeyondAlone,
      };
    }
    const { worse, better } = pairs[index]!;
    // Both directions at once: the median and the mean contradict each other, and neither is believed.
    if (Math.max(worse, better) <= sameAlpha && alone.verdict === 'unsure')
      return { ...alone, detectable, isBeyondAlone: false };
    const verdict = worse < better ? ('slower' as const) : ('faster' as const);
    const decidedBy = alone.decidedBy ?? surerEstimate({ ...member, marginRatio: ownMarginRatio });
    return { ...alone, verdict, decidedBy, detectable, moreBlocks: null, isBeyondAlone };
  });
}

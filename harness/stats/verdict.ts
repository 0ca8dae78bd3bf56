/** From two contrasts of the same cells, one by medians and one by means, to one verdict. */
import type { LogContrast } from './contrast.ts';
import { detectableRatio, moreBlocksToSettle } from './detectable.ts';
import {
  beyondPValue,
  halfWidth,
  logMargin,
  type MarginOutcome,
  marginOutcome,
  requireContrast,
} from './margin.ts';
import { twoSidedT } from './student-t.ts';

/**
 * The median-based test's share of alpha; the mean-based one has the rest (Bonferroni: both see the same blocks).
 * The median is the quieter one and finds nearly everything; the mean is there for what is rare, which is large
 * where it matters. Simulated at α = 5 %: a change of 5 % (clustered .2, 10 blocks) is found in 75 % with all of
 * alpha on the median, 73 % with a share of .9, 71 % with .8, 68 % with .5; pauses in one slice of fourteen that
 * cost 6.6 % of the mean and nothing of the median (20 blocks), in 0 / 39 / 53 / 72 %. A share of .8 costs 4 points
 * and buys 53.
 */
export const MEDIAN_SHARE = 0.8;

/** What a verdict is made from. Both contrasts are of ln(cell ÷ reference) over the same blocks. */
export interface DecisionInput {
  readonly median: LogContrast;
  readonly mean: LogContrast;
  /** Δ, by default 0.03: a change by less than 3 % does not matter. */
  readonly marginRatio?: number;
  /** How often at most a verdict may be wrong, by default 0.05. */
  readonly alpha?: number;
  /** The same of `same` alone; by default `alpha`. */
  readonly sameAlpha?: number;
  /** Which direction of the metric is the good one. */
  readonly better: 'higher' | 'lower';
}

/** What {@link decide} gives. */
export interface Decision {
  verdict: 'faster' | 'slower' | 'same' | 'unsure';
  /** Which estimate made the verdict; null for `unsure`. */
  decidedBy: 'median' | 'mean' | 'both' | null;
  /**
   * The two estimates part by more than chance, and so that it matters: something rare and large goes on
   * ("bursty").
   */
  disagree: boolean;
  /** The smallest change, as a ratio above 1, that would have been found in 80 % of runs. */
  detectable: number;
  /** For `unsure`: about how many more blocks it would take; null where that cannot be said. */
  moreBlocks: number | null;
}

/** One estimate with where it stands, and at which alpha. */
interface Side {
  readonly contrast: LogContrast;
  readonly alpha: number;
  readonly outcome: MarginOutcome;
}

function isBeyond({ outcome }: Side): boolean {
  return outcome === 'above' || outcome === 'below';
}

/** Whether the intervals of the two do not touch, while the gap passes the margin or their outcomes differ. */
function areParted(median: Side, mean: Side, margin: number): boolean {
  const gap = Math.abs(median.contrast.mean - mean.contrast.mean);
  const touching = halfWidth(median.contrast, median.alpha) + halfWidth(mean.contrast, mean.alpha);
  return gap > touching && (gap > margin || median.outcome !== mean.outcome);
}

/**
 * A change is settled by the quicker of the two estimates that lie beyond the margin, `same` by the slower of both.
 * Null when they lie beyond it on opposite sides: more blocks would only make the contradiction certain.
 */
function moreBlocksFor(sides: readonly Side[], margin: number, alpha: number): number | null {
  const outside = sides.filter(({ contrast }) => Math.abs(contrast.mean) > margin);
  if (new Set(outside.map(({ contrast }) => Math.sign(contrast.mean))).size > 1) return null;
  const open = outside.length > 0 ? outside : sides.filter(({ outcome }) => outcome !== 'within');
  const counts = open.map((side) => moreBlocksToSettle(side.contrast, margin, side.alpha, alpha));
  const known = counts.filter((count) => count !== null);
  if (outside.length > 0) return known.length > 0 ? Math.min(...known) : null;
  return known.length === counts.length ? Math.max(...known) : null;
}

/**
 * The verdict on one cell against its reference, with what it could have found and what it would take.
 *
 * - `faster` / `slower` (in the metric's better / worse direction): the whole two-sided interval of either estimate
 *   lies beyond the margin ±ln(1 + Δ), with alpha split between the two. Wrong in at most alpha of runs at any true
 *   effect up to Δ (about alpha/2 on the margin itself, far less at 0).
 * - `same`: the equivalence intervals (TOST at alpha, Schuirmann 1987) of *both* estimates lie within. Of both,
 *   because the median is blind to what is rare: with the median's alone, and the mean's estimate merely inside,
 *   pauses that cost 3.6 % of the mean were called `same` in 18–40 % of runs [simulated]; this way in at most 5 %.
 *   Demanding both costs no correction (intersection-union test, Berger 1982).
 * - `unsure`: everything else, also when the two estimates contradict each other.
 *
 * Pure. Throws a `RangeError` for a contrast that cannot carry a verdict, a negative margin, or alpha outside 0…½.
 */
export function decide(input: DecisionInput): Decision {
  const { marginRatio = 0.03, alpha = 0.05, sameAlpha = alpha, better } = input;
  const margin = logMargin(marginRatio);
  const sideOf = (contrast: LogContrast, share: number): Side => {
    requireContrast(contrast);
    const outcome = marginOutcome(contrast, margin, share * alpha, sameAlpha);
    return { contrast, alpha: share * alpha, outcome };
  };
  const median = sideOf(input.median, MEDIAN_SHARE);
  const mean = sideOf(input.mean, 1 - MEDIAN_SHARE);
  const disagree = areParted(median, mean, margin);
  const detectable = detectableRatio(
    median.contrast,
    margin,
    twoSidedT(1 - median.alpha, median.contrast.degreesOfFreedom),
  );
  const settled = { disagree, detectable, moreBlocks: null };

  const beyond = [median, mean].filter(isBeyond);
  const directions = new Set(beyond.map(({ outcome }) => outcome));
  if (directions.size === 1) {
    const verdict = directions.has('above') === (better === 'higher') ? 'faster' : 'slower';
    const decidedBy = beyond.length === 2 ? 'both' : beyond[0] === median ? 'median' : 'mean';
    return { verdict, decidedBy, ...settled };
  }
  if (median.outcome === 'within' && mean.outcome === 'within') {
    return { verdict: 'same', decidedBy: 'both', ...settled };
  }
  const moreBlocks = moreBlocksFor([median, mean], margin, sameAlpha);
  return { verdict: 'unsure', decidedBy: null, disagree, detectable, moreBlocks };
}

/**
 * The p value of "changed by no more than the margin" where the change is one for the worse, for gates that correct over many cells
 * ({@link holm}): that of the surer of the two tests ({@link beyondPValue}, weighted Bonferroni). At most alpha wherever {@link decide} at that alpha finds a change for the worse,
 * and where it comes close: a verdict by itself asks for its whole interval to lie beyond the margin, a gate for what its error rate
 * bears. Throws like `decide`; does not look at `alpha`.
 */
export function slowerPValue(input: DecisionInput): number {
  const isWorse = ({ mean }: LogContrast): boolean => mean > 0 === (input.better === 'lower');
  const { median, mean } = beyondPValues(input);
  return Math.min(1, isWorse(input.median) ? median : 1, isWorse(input.mean) ? mean : 1);
}

/** Which of the two estimates is the surer that something changed by more than the margin, each by its share. */
export function surerEstimate(input: DecisionInput): 'median' | 'mean' {
  const { median, mean } = beyondPValues(input);
  return median <= mean ? 'median' : 'mean';
}

/** Each divided by its share of alpha, so that both are held against the whole of it. */
function beyondPValues({ median, mean, marginRatio = 0.03 }: DecisionInput): {
  median: number;
  mean: number;
} {
  const margin = logMargin(marginRatio);
  const pValueOf = (contrast: LogContrast, share: number): number => {
    requireContrast(contrast);
    return beyondPValue(contrast, margin) / share;
  };
  return { median: pValueOf(median, MEDIAN_SHARE), mean: pValueOf(mean, 1 - MEDIAN_SHARE) };
}

/** What is recommended: the smallest size that is as good as the best and keeps every limit. Pure. */
import { tQuantile } from '../stats/student-t.ts';
import { NO_POOL, type SizeFit } from './fit-sizes.ts';
import type { Smoothed } from './smooth-sizes.ts';

/** Whether a size keeps the limits that were asked for, each on its confidence bound. */
export type Feasibility = 'kept' | 'broken' | 'unknown';

export interface DecisionInput {
  readonly fit: SizeFit;
  readonly smoothed: Smoothed;
  readonly feasibilityOf: (size: number) => Feasibility;
  /** δ: a size this much below the best is as good; 0.03 = 3 %. */
  readonly deltaRatio: number;
  /** How often at most any size may be called worse though it is as good. */
  readonly alpha: number;
  /** How often at most a pool may be the answer though doing without is as good. */
  readonly poolAlpha: number;
}

/** `tied`: as good as the best within δ; `worse`: surely not; `unsure`: neither; `infeasible`: breaks a limit, or may. */
export type Standing = 'tied' | 'worse' | 'unsure' | 'infeasible';

export interface Decision {
  /** Null: no measured size keeps the limits. {@link NO_POOL} is an answer like any other. */
  readonly answer: number | null;
  /** The best of those that keep the limits; null where none does. */
  readonly best: number | null;
  readonly standingOf: ReadonlyMap<number, Standing>;
}

/** How surely the answer lies within δ: one standard error from its edge where there are many blocks, more where there are few. */
const SAFETY = 0.841;
/** How many standard errors the smoothed estimate of a worse size lies beyond that edge. */
const WORSE_BY = 4;

const better = (smoothed: Smoothed) => (one: number, other: number) =>
  smoothed.effectOf(other) > smoothed.effectOf(one) ? other : one;

/** Surely better than doing without a pool, and by more than δ: else the pool is not worth having. */
function beatsNoPool(size: number, { fit, smoothed, deltaRatio, poolAlpha }: DecisionInput): boolean {
  const gain = smoothed.difference(size, NO_POOL);
  if (gain === null) return false;
  const critical = tQuantile(1 - poolAlpha / Math.max(1, fit.sizes.length - 1), fit.degreesOfFreedom);
  return gain.mean > Math.log1p(deltaRatio) && gain.mean - critical * gain.standardError > 0;
}

/** Called worse only where its own blocks and the curve through all of them say so: the one may be unlucky, the other bent. */
function standingOf(size: number, best: number, input: DecisionInput): Standing {
  const { fit, smoothed, deltaRatio, alpha } = input;
  if (size === best) return 'tied';
  const edge = Math.log1p(-deltaRatio);
  const difference = smoothed.difference(size, best);
  if (difference === null) return 'unsure';
  const contrast = fit.contrast(size, best);
  if (contrast !== null && difference.mean + WORSE_BY * difference.standardError < edge) {
    const critical = tQuantile(1 - alpha / Math.max(1, fit.sizes.length - 1), contrast.degreesOfFreedom);
    if (contrast.mean + critical * contrast.standardError < edge) return 'worse';
  }
  const safety = tQuantile(SAFETY, fit.degreesOfFreedom);
  return difference.mean - safety * difference.standardError >= edge ? 'tied' : 'unsure';
}

/**
 * Sizes that were measured in two blocks or more compete. The smallest whose smoothed estimate lies within δ of the best by
 * more than its own error is the answer; a pool that is not surely better than none is not worth having.
 */
export function decide(input: DecisionInput): Decision {
  const { fit, smoothed, feasibilityOf } = input;
  const measured = fit.sizes.filter((size) => fit.countOf(size) >= 2);
  const feasible = measured.filter((size) => feasibilityOf(size) === 'kept');
  const pools = feasible.filter((size) => size !== NO_POOL);
  const mayDoWithout = feasible.includes(NO_POOL);
  if (feasible.length === 0) {
    return { answer: null, best: null, standingOf: new Map(measured.map((size) => [size, 'infeasible'])) };
  }
  const best = pools.length === 0 ? NO_POOL : pools.reduce(better(smoothed));
  const standings = new Map(
    measured.map((size): [number, Standing] => [
      size,
      feasible.includes(size) ? standingOf(size, best, input) : 'infeasible',
    ]),
  );
  const smallest = pools.find((size) => standings.get(size) === 'tied') ?? best;
  const isWorthIt = smallest !== NO_POOL && (!mayDoWithout || beatsNoPool(best, input));
  return { answer: isWorthIt ? smallest : NO_POOL, best, standingOf: standings };
}

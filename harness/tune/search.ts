/**
 * Which sizes the next block measures, and when there is nothing more to find out: a geometric grid, then the
 * neighbourhoods of what may be the answer, then whatever is still open. Pure.
 */
import { tQuantile } from '../stats/student-t.ts';
import { type Decision, type DecisionInput, decide } from './decide.ts';
import { fitSizes, NO_POOL, type SizeFit, type TuneBlock } from './fit-sizes.ts';
import type { LawId } from './laws.ts';
import { type Smoothed, smoothSizes } from './smooth-sizes.ts';

export interface SearchSpace {
  /** Everything that may be measured, ascending, above 0. */
  readonly sizes: readonly number[];
  /** What every block measures besides: {@link NO_POOL}, or one of the sizes. */
  readonly anchor: number;
  /** Where a kink is likely: the cores that count. They are on the grid. */
  readonly landmarks: readonly number[];
  /** From this size on no task waits for another; null where that is not known. */
  readonly unqueuedFrom: number | null;
  /** How many sizes besides the anchor live in one block. */
  readonly sizesPerBlock: number;
}

export type SearchRules = Omit<DecisionInput, 'fit' | 'smoothed'> & {
  /** Laws that the curve may follow. Default: all of them. */
  readonly laws?: readonly LawId[];
};

/** The search as it stands after some blocks. */
export interface SearchState {
  readonly fit: SizeFit;
  readonly smoothed: Smoothed;
  readonly decision: Decision;
  /** Sizes of the next block; null: the answer is stable. */
  readonly next: readonly number[] | null;
}

const LEAST_BLOCKS = 2;
/** Neighbours nearer than this share of their size are not told apart any further. */
const FINEST_RATIO = 0.12;
/** Other places whose estimate comes this near to the best are looked at more closely, too. */
const RIVAL_RATIO = 0.25;
/** A rival is given the benefit of the doubt up to this quantile: two standard errors where there are many blocks. */
const DOUBT = 0.977;

/** The same in standard errors, for as few blocks as there are. */
function doubtOf({ degreesOfFreedom }: SizeFit): number {
  return degreesOfFreedom > 0 ? tQuantile(DOUBT, degreesOfFreedom) : Number.POSITIVE_INFINITY;
}

/** 1, 2, 4, … of what may be measured, its ends, and the landmarks. */
export function gridOf({ sizes, landmarks }: Pick<SearchSpace, 'sizes' | 'landmarks'>): number[] {
  const [first, last] = [sizes[0], sizes.at(-1)];
  if (first === undefined || last === undefined) return [];
  const wanted = [first, last, ...landmarks];
  for (let size = first; size < last; size *= 2) wanted.push(size);
  const nearest = (aim: number): number =>
    sizes.reduce((one, other) =>
      Math.abs(Math.log(other / aim)) < Math.abs(Math.log(one / aim)) ? other : one,
    );
  const grid = [...new Set(wanted.filter((size) => size >= first && size <= last).map(nearest))];
  return grid.sort((one, other) => one - other);
}

/** The size in the middle of two, on a logarithmic axis, where they are not neighbours yet. */
function between(low: number, high: number, sizes: readonly number[]): number[] {
  const inside = sizes.filter((size) => size > low && size < high);
  if (inside.length === 0 || (high - low) / high <= FINEST_RATIO) return [];
  const middle = Math.sqrt(low * high);
  return [
    inside.reduce((one, other) =>
      Math.abs(Math.log(other / middle)) < Math.abs(Math.log(one / middle)) ? other : one,
    ),
  ];
}

/** Sizes not measured yet beside the best, beside what rivals it, and below the answer. */
function refinements(
  { sizes }: SearchSpace,
  { decision: { answer, best }, fit }: Omit<SearchState, 'next'>,
): number[] {
  const measured = fit.sizes.filter((size) => size !== NO_POOL);
  if (best === null || best === NO_POOL || answer === null) return [];
  const around = (size: number): number[] => {
    const at = measured.indexOf(size);
    const [below, above] = [measured[at - 1], measured[at + 1]];
    return [
      ...(below === undefined ? [] : between(below, size, sizes)),
      ...(above === undefined ? [] : between(size, above, sizes)),
    ];
  };
  const peaks = measured.filter((size, index) => {
    const own = fit.effectOf(size);
    const neighbours = [measured[index - 1], measured[index + 1]].filter((other) => other !== undefined);
    const isPeak = neighbours.every((other) => {
      const rise = fit.contrast(size, other);
      return rise !== null && rise.mean > rise.standardError;
    });
    return isPeak && own >= fit.effectOf(best) + Math.log1p(-RIVAL_RATIO);
  });
  const centres = [best, ...(answer === NO_POOL ? [] : [answer]), ...peaks];
  return [...new Set(centres.flatMap(around))];
}

/** Sizes of which it is not known whether they should be the answer instead: the one that may be best by most comes first. */
function openSizes(
  { decision: { answer, best, standingOf }, smoothed, fit }: Omit<SearchState, 'next'>,
  { deltaRatio, feasibilityOf }: SearchRules,
): number[] {
  const edge = Math.log1p(-deltaRatio);
  const byCount = (sizes: readonly number[]): number[] =>
    [...sizes].sort((one, other) => fit.countOf(one) - fit.countOf(other));
  // Nothing keeps the limits yet: what may do so is measured on, and no pool is in every block.
  if (best === null || answer === null) {
    const unknown = fit.sizes.filter((size) => feasibilityOf(size) === 'unknown');
    const pools = byCount(unknown.filter((size) => size !== NO_POOL));
    return pools.length > 0 || unknown.length === 0 ? pools : fit.sizes.filter((size) => size !== NO_POOL);
  }
  const compared = answer === NO_POOL ? best : answer;
  const doubt = doubtOf(fit);
  const isOpen = (size: number): boolean => {
    const feasibility = feasibilityOf(size);
    if (size === NO_POOL || feasibility === 'broken') return false;
    if (fit.countOf(size) < LEAST_BLOCKS) return true;
    if (size === compared) return false;
    const gain = smoothed.difference(size, compared);
    if (gain === null) return true;
    // It might be better than the answer by more than δ …
    if (gain.mean + doubt * gain.standardError > -edge) return true;
    // … or be as good and smaller.
    const loss = size < compared ? smoothed.difference(size, best) : null;
    if (loss === null || loss.mean + doubt * loss.standardError <= edge) return false;
    return (
      feasibility === 'unknown' ||
      (standingOf.get(size) === 'unsure' && doubt * loss.standardError > -edge / 2)
    );
  };
  const reachOf = (size: number): number => {
    const gain = fit.countOf(size) < LEAST_BLOCKS ? null : smoothed.difference(size, compared);
    return gain === null ? Number.POSITIVE_INFINITY : gain.mean + doubt * gain.standardError;
  };
  return fit.sizes.filter(isOpen).sort((one, other) => reachOf(other) - reachOf(one));
}

/** Whether a pool is worth having is not known yet: it is not shown, and it is not excluded either. */
function isPoolOpen(
  { decision: { best, answer }, smoothed, fit }: Omit<SearchState, 'next'>,
  { deltaRatio, feasibilityOf }: SearchRules,
): boolean {
  if (!fit.sizes.includes(NO_POOL)) return false; // connections and the like cannot be left out
  if (answer !== NO_POOL && feasibilityOf(NO_POOL) === 'unknown') return best !== null;
  const gain = best === null || best === NO_POOL ? null : smoothed.difference(best, NO_POOL);
  if (gain === null || answer !== NO_POOL) return false;
  const edge = Math.log1p(deltaRatio);
  const doubt = doubtOf(fit) * gain.standardError;
  return gain.mean + doubt > edge && doubt > edge / 2;
}

/** Spreads what is due over blocks so that small and large sizes meet in each. */
function spread(due: readonly number[], count: number): number[] {
  const blockCount = Math.ceil(due.length / count);
  return due.filter((_size, index) => index % blockCount === 0).slice(0, count);
}

/** Reads the blocks so far and says what the next should measure. */
export function searchStep(
  blocks: readonly TuneBlock[],
  space: SearchSpace,
  rules: SearchRules,
): SearchState {
  const fit = fitSizes(blocks, space.anchor);
  const smoothed = smoothSizes(fit, {
    ...(rules.laws && { laws: rules.laws }),
    unqueuedFrom: space.unqueuedFrom,
  });
  const decision = decide({ fit, smoothed, ...rules });
  const state = { fit, smoothed, decision };
  const count = space.sizesPerBlock;
  const isWanted = (size: number): boolean => size !== space.anchor;
  const fewest = Math.min(...gridOf(space).filter(isWanted).map(fit.countOf), LEAST_BLOCKS);
  const grid = gridOf(space).filter((size) => isWanted(size) && fit.countOf(size) === fewest);
  if (fewest < LEAST_BLOCKS) return { ...state, next: filled(spread(grid, count), state, space) };
  const due = [
    ...refinements(space, state),
    ...openSizes(state, rules),
    ...(isPoolOpen(state, rules) && decision.best !== null ? [decision.best] : []),
  ].filter(isWanted);
  if (due.length === 0) return { ...state, next: null };
  return { ...state, next: filled([...new Set(due)].slice(0, count), state, space) };
}

/** A block with room left takes what its answer is held against: the best, the answer, then what is least known. */
function filled(
  sizes: readonly number[],
  { decision: { best, answer }, fit, smoothed }: Omit<SearchState, 'next'>,
  { sizesPerBlock, anchor, sizes: all }: SearchSpace,
): number[] {
  const byEffect = [...fit.sizes].sort((one, other) => smoothed.effectOf(other) - smoothed.effectOf(one));
  const order = [...sizes, best, answer, ...byEffect, ...all];
  const fitting = order.filter(
    (size): size is number => size !== null && size !== NO_POOL && size !== anchor,
  );
  return [...new Set(fitting)].slice(0, sizesPerBlock).sort((one, other) => one - other);
}

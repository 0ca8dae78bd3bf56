/** Sizes lend each other strength: laws and the estimates as they stand, weighed by how well the blocks bear them. Pure. */
import { invert } from '../stats/inverse.ts';
import { NO_POOL, type SizeFit } from './fit-sizes.ts';
import { type FittedLaw, fitLaw, LAW_IDS, type LawId } from './laws.ts';

/** ln(one ÷ other), and how sure. */
export interface Difference {
  readonly mean: number;
  readonly standardError: number;
}

export interface Smoothed {
  /** ln of the size ÷ the anchor, for every measured size and "no pool". */
  readonly effectOf: (size: number) => number;
  /** Null where it cannot be said how sure. */
  readonly difference: (one: number, other: number) => Difference | null;
  /** The law that the blocks bear best; null where the estimates as they stand do better than each of them. */
  readonly law: FittedLaw | null;
  /** How much weight each law has; what is missing to 1 belongs to the estimates as they stand. */
  readonly weights: readonly WeighedLaw[];
}

export interface WeighedLaw {
  readonly law: FittedLaw;
  readonly weight: number;
}

/**
 * AICc (Akaike 1973; Hurvich & Tsai 1989) of a fit with normal errors of unknown spread, which is one parameter more.
 * Infinite where there are too few contrasts to tell.
 */
function aicc(residualSquares: number, contrastCount: number, parameterCount: number): number {
  const k = parameterCount + 1;
  if (contrastCount - k - 1 <= 0) return Number.POSITIVE_INFINITY;
  const spread = contrastCount * Math.log(Math.max(residualSquares, 1e-12) / contrastCount);
  return spread + 2 * k + (2 * k * (k + 1)) / (contrastCount - k - 1);
}

export interface SmoothOptions {
  /** Laws that the curve may follow. Default: all of them. */
  readonly laws?: readonly LawId[];
  /** From this size on no task waits for another, which is in no law: each is weighed with such a step and without. Null: unknown. */
  readonly unqueuedFrom?: number | null;
}

/** The laws at their best with their Akaike weights; null where there is too little to fit them to. */
function weighLaws(
  fit: SizeFit,
  { laws: lawIds = LAW_IDS, unqueuedFrom = null }: SmoothOptions,
): readonly WeighedLaw[] | null {
  const places = fit.sizes.map((size, index) => ({ size, index })).filter(({ size }) => size !== NO_POOL);
  // An anchor that is a size has the effect 0 without an error of its own: a very small one lets the matrix be inverted.
  const covariance = places.map(({ index: row }) =>
    places.map(({ index: column }) => fit.covariance[row]![column]! + (row === column ? 1e-9 : 0)),
  );
  const precision = places.length < 3 || !(fit.degreesOfFreedom > 0) ? null : invert(covariance);
  if (precision === null) return null;
  const sizes = places.map(({ size }) => size);
  const input = { sizes, effects: sizes.map(fit.effectOf), precision };
  // What is told against an anchor among the sizes has one effect, and no level, to be found.
  const fixed = fit.sizes.length - sizes.length - 1;
  const criterionOf = (squares: number, count: number): number =>
    aicc(fit.residualSquares + squares, fit.contrastCount, count + fixed);
  const mayStep =
    unqueuedFrom !== null &&
    sizes.some((size) => size >= unqueuedFrom) &&
    sizes.some((size) => size < unqueuedFrom);
  const laws = lawIds.flatMap((id) =>
    mayStep ? [fitLaw(id, input), fitLaw(id, { ...input, unqueuedFrom })] : [fitLaw(id, input)],
  );
  const criteria = laws.map(({ squares, parameterCount }) => criterionOf(squares, parameterCount));
  const free = criterionOf(0, sizes.length);
  const least = Math.min(free, ...criteria);
  if (!Number.isFinite(least)) return null;
  const likelihoodOf = (criterion: number): number => Math.exp((least - criterion) / 2);
  const total = criteria.reduce((sum, criterion) => sum + likelihoodOf(criterion), likelihoodOf(free));
  return laws.map((law, index) => ({ law, weight: likelihoodOf(criteria[index]!) / total }));
}

/**
 * The average over laws and the free estimates by Akaike weights, its error with the spread between them (Burnham & Anderson
 * 2002, §4.3). A law that fits lends every size the blocks of all others; where none fits, each size stands for itself, so
 * that two humps stay two. "No pool" is on no curve: it stands for itself.
 */
export function smoothSizes(fit: SizeFit, options: SmoothOptions = {}): Smoothed {
  const weights = weighLaws(fit, options) ?? [];
  const freeWeight = 1 - weights.reduce((sum, { weight }) => sum + weight, 0);
  const effectOf = (size: number): number =>
    size === NO_POOL || !fit.sizes.includes(size)
      ? fit.effectOf(size)
      : weights.reduce(
          (sum, { law, weight }) => sum + weight * law.lnAt(size),
          freeWeight * fit.effectOf(size),
        );
  const difference = (one: number, other: number): Difference | null => {
    const contrast = fit.contrast(one, other);
    if (contrast === null || one === NO_POOL) return contrast;
    const mean = effectOf(one) - effectOf(other);
    // "No pool" is on no curve, and the anchor of all of them: its effect is 0.
    const lawAt = (law: FittedLaw, size: number): number => (size === NO_POOL ? 0 : law.lnAt(size));
    const parts = [
      { weight: freeWeight, value: contrast.mean, variance: contrast.standardError ** 2 },
      ...weights.map(({ law, weight }) => ({
        weight,
        value: law.lnAt(one) - lawAt(law, other),
        variance: fit.noise ** 2 * law.varianceOf(one, other === NO_POOL ? null : other),
      })),
    ];
    const variance = parts.reduce(
      (sum, part) => sum + part.weight * (part.variance + (part.value - mean) ** 2),
      0,
    );
    return { mean, standardError: Math.sqrt(variance) };
  };
  const best = weights.reduce<WeighedLaw | null>(
    (one, other) => (one === null || other.weight > one.weight ? other : one),
    null,
  );
  return {
    effectOf,
    difference,
    law: best !== null && best.weight >= freeWeight ? best.law : null,
    weights,
  };
}

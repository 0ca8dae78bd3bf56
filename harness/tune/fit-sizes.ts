/** What blocks say of sizes: each block measured some of them and the anchor, and all are told against each other. Pure. */
import type { LogContrast } from '../stats/contrast.ts';
import { invert } from '../stats/inverse.ts';

/**
 * One block: ln of the objective by size, higher is better. What the block has in common (the machine's mood) cancels, so any
 * constant may be added to all of its values. The anchor is in every block; {@link NO_POOL} stands for "no pool at all".
 */
export type TuneBlock = ReadonlyMap<number, number>;

/** The size that stands for the work done without a pool. */
export const NO_POOL = 0;

/** Sizes with their estimates, and how surely any two differ. */
export interface SizeFit {
  /** Ascending; all that any block measured. */
  readonly sizes: readonly number[];
  /** ln of the size ÷ the anchor; not a number for one that was not measured. */
  readonly effectOf: (size: number) => number;
  /** ln(one ÷ other) with its error; null where it cannot be said. */
  readonly contrast: (one: number, other: number) => LogContrast | null;
  /** In how many blocks it was measured. */
  readonly countOf: (size: number) => number;
  /** Standard deviation of one cell in one block, as ln; not a number before any size was measured twice. */
  readonly noise: number;
  readonly degreesOfFreedom: number;
  /** Residual sum of squares, and how many contrasts there were: what laws are judged by. */
  readonly residualSquares: number;
  readonly contrastCount: number;
  /** Covariance of the effects for noise 1, in the order of `sizes`; the anchor's is 0. */
  readonly covariance: readonly (readonly number[])[];
}

/** Blocks that agree exactly show a coarse instrument, not the truth: see stats/contrast.ts. */
const LEAST_NOISE = 0.001 / Math.sqrt(12);

/**
 * Least squares over complete and incomplete blocks alike (Yates 1936, intra-block analysis): ln value = block + size + noise.
 * Two sizes that met in a block are compared there; two that never met are compared through the anchor and through whatever
 * else their blocks share, and the variances add. Blocks with fewer than two finite values say nothing. Sizes without any
 * connection to the anchor are left out.
 */
export function fitSizes(blocks: readonly TuneBlock[], anchor: number): SizeFit {
  const usable = blocks
    .map((block) => [...block].filter(([, value]) => Number.isFinite(value)))
    .filter((values) => values.length >= 2 && values.some(([size]) => size === anchor));
  const sizes = [...new Set([anchor, ...usable.flatMap((values) => values.map(([size]) => size))])].sort(
    (one, other) => one - other,
  );
  const place = new Map(sizes.map((size, index) => [size, index]));
  const laplacian = sizes.map(() => sizes.map(() => 0));
  const right = sizes.map(() => 0);
  const counts = new Map<number, number>();
  for (const values of usable) {
    const mean = values.reduce((sum, [, value]) => sum + value, 0) / values.length;
    for (const [size, value] of values) {
      counts.set(size, (counts.get(size) ?? 0) + 1);
      const row = place.get(size)!;
      right[row]! += value - mean;
      for (const [other] of values) {
        laplacian[row]![place.get(other)!]! += (other === size ? 1 : 0) - 1 / values.length;
      }
    }
  }
  const anchorPlace = place.get(anchor)!;
  const free = sizes.map((_size, index) => index).filter((index) => index !== anchorPlace);
  const inverse = invert(free.map((row) => free.map((column) => laplacian[row]![column]!))) ?? [];
  const covariance = sizes.map(() => sizes.map(() => 0));
  for (const [row, at] of free.entries()) {
    for (const [column, other] of free.entries())
      covariance[at]![other] = inverse[row]?.[column] ?? Number.NaN;
  }
  const effects = covariance.map((row) => row.reduce((sum, value, index) => sum + value * right[index]!, 0));
  return describe({ sizes, place, effects, covariance, counts, usable });
}

interface Solved {
  readonly sizes: readonly number[];
  readonly place: ReadonlyMap<number, number>;
  readonly effects: readonly number[];
  readonly covariance: readonly (readonly number[])[];
  readonly counts: ReadonlyMap<number, number>;
  readonly usable: readonly (readonly (readonly [number, number])[])[];
}

function describe({ sizes, place, effects, covariance, counts, usable }: Solved): SizeFit {
  const effectOf = (size: number): number => effects[place.get(size) ?? -1] ?? Number.NaN;
  const contrastCount = usable.reduce((sum, values) => sum + values.length - 1, 0);
  const degreesOfFreedom = contrastCount - (sizes.length - 1);
  const residualSquares = usable.reduce((sum, values) => {
    const residuals = values.map(([size, value]) => value - effectOf(size));
    const mean = residuals.reduce((total, value) => total + value, 0) / residuals.length;
    return sum + residuals.reduce((total, value) => total + (value - mean) ** 2, 0);
  }, 0);
  const noise =
    degreesOfFreedom > 0 ? Math.max(LEAST_NOISE, Math.sqrt(residualSquares / degreesOfFreedom)) : Number.NaN;
  const countOf = (size: number): number => counts.get(size) ?? 0;
  const contrast = (one: number, other: number): LogContrast | null => {
    const [a, b] = [place.get(one), place.get(other)];
    if (a === undefined || b === undefined || a === b || !(degreesOfFreedom > 0)) return null;
    const spread = covariance[a]![a]! + covariance[b]![b]! - 2 * covariance[a]![b]!;
    if (!(spread > 0)) return null;
    return {
      mean: effects[a]! - effects[b]!,
      standardError: noise * Math.sqrt(spread),
      degreesOfFreedom,
      blockCount: Math.min(countOf(one), countOf(other)),
    };
  };
  return {
    sizes,
    effectOf,
    contrast,
    countOf,
    noise,
    degreesOfFreedom,
    residualSquares,
    contrastCount,
    covariance,
  };
}

/** The laws by which throughput may grow with a size, and how far each is from what was measured. Pure. */
import { invert } from '../stats/inverse.ts';

export type LawId = 'flat' | 'linear' | 'plateau' | 'amdahl' | 'usl' | 'kink';

/** A law with its parameters at their best. */
export interface FittedLaw {
  readonly id: LawId;
  /**
   * Contention σ and coherency κ, or the size `c` from which on nothing more is gained; empty for flat and linear. Besides, `unqueued` where
   * the law has it: so many times the law do sizes at which no task waits for another.
   */
  readonly parameters: Readonly<Record<string, number>>;
  /** ln of the law at a size, the level included, on the scale of the effects that it was fitted to. */
  readonly lnAt: (size: number) => number;
  /** Weighted squares that it leaves beyond the estimates themselves. */
  readonly squares: number;
  /** How many numbers were fitted, the level included. */
  readonly parameterCount: number;
  /** Variance, for noise 1, of ln(law at one ÷ law at another), or of ln(law at one ÷ anchor) where there is no other. */
  readonly varianceOf: (one: number, other: number | null) => number;
}

/** Estimates to be fitted: ln effects of sizes and the inverse of their covariance for noise 1. */
export interface LawInput {
  readonly sizes: readonly number[];
  readonly effects: readonly number[];
  readonly precision: readonly (readonly number[])[];
  /**
   * Sizes from here on have a level of their own, for a pool of as many as there are tasks in flight has no queue, and the laws know
   * none. Null or absent: all sizes follow the law. Some of the sizes must be below, some not.
   */
  readonly unqueuedFrom?: number | null;
}

type Curve = (size: number, first: number, second: number) => number;

/**
 * Amdahl 1967: N ÷ (1 + σ(N − 1)). Universal Scalability Law (Gunther 1993; 2007, §4.4): N ÷ (1 + σ(N − 1) + κN(N − 1)).
 * Plateau: min(N, c), for waiting on something of which there are c. Kink: the same, with a share d lost for each size beyond,
 * as threads lose that share a quota.
 */
const CURVES: Readonly<Record<LawId, Curve>> = {
  flat: () => 0,
  linear: (size) => Math.log(size),
  plateau: (size, c) => Math.log(Math.min(size, c)),
  amdahl: (size, sigma) => Math.log(size) - Math.log1p(sigma * (size - 1)),
  usl: (size, sigma, kappa) => Math.log(size) - Math.log1p(sigma * (size - 1) + kappa * size * (size - 1)),
  kink: (size, c, d) => Math.log(Math.min(size, c)) - d * Math.max(0, size - c),
};

const COARSE_STEPS = 12;
const ZOOMS = 6;

/** What a curve leaves, as a function of the curve: made once, asked hundreds of times. */
interface Quadratic {
  /** eᵀWe − eᵀWX(XᵀWX)⁻¹XᵀWe: the levels X at their best. */
  readonly squaresOf: (curve: (size: number) => number) => number;
  /** One number for each of {@link levelsOf}. */
  readonly levelsOf: (curve: (size: number) => number) => readonly number[];
}

type Level = (size: number) => number;

/**
 * What is added to the curve: a level, or one below and one where no task waits. Never both at one size: an anchor, whose effect is known
 * exactly, would be in both columns, and their inverse would have no digits left.
 */
function levelsOf({ unqueuedFrom = null }: LawInput): readonly Level[] {
  if (unqueuedFrom === null) return [() => 1];
  return [(size) => (size < unqueuedFrom ? 1 : 0), (size) => (size >= unqueuedFrom ? 1 : 0)];
}

function quadraticOf(input: LawInput): Quadratic {
  const { sizes, effects, precision } = input;
  const count = sizes.length;
  const columns = levelsOf(input).map((level) => sizes.map(level));
  /** XᵀW. */
  const weighted = columns.map((column) =>
    precision.map((row) => row.reduce((total, value, index) => total + value * column[index]!, 0)),
  );
  const product = (one: readonly number[], other: ArrayLike<number>): number =>
    one.reduce((total, value, index) => total + value * other[index]!, 0);
  const inverse = invert(columns.map((column) => weighted.map((row) => product(row, column))))!;
  const projected = new Float64Array(count * count);
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < count; column++) {
      const ofLevels = inverse.reduce(
        (total, own, a) =>
          total + own.reduce((sum, value, b) => sum + weighted[a]![row]! * value * weighted[b]![column]!, 0),
        0,
      );
      projected[row * count + column] = precision[row]![column]! - ofLevels;
    }
  }
  const errors = new Float64Array(count);
  const setErrors = (curve: (size: number) => number): void => {
    for (let index = 0; index < count; index++) errors[index] = effects[index]! - curve(sizes[index]!);
  };
  return {
    squaresOf: (curve) => {
      setErrors(curve);
      let squares = 0;
      for (let row = 0, at = 0; row < count; row++) {
        let sum = 0;
        for (let column = 0; column < count; column++) sum += projected[at++]! * errors[column]!;
        squares += sum * errors[row]!;
      }
      return squares;
    },
    levelsOf: (curve) => {
      setErrors(curve);
      const right = weighted.map((row) => product(row, errors));
      return inverse.map((row) => product(row, right));
    },
  };
}

/** Values between two bounds: equal steps of the logarithm where the lower bound is above 0. */
function stepsBetween(low: number, high: number, count: number): number[] {
  return Array.from({ length: count }, (_, step) => low + ((high - low) * step) / (count - 1));
}

interface Search {
  readonly bounds: readonly (readonly [low: number, high: number])[];
  /** From the searched axis to the parameter. */
  readonly toParameter: readonly ((place: number) => number)[];
}

/** The place of the least squares: a coarse grid, then smaller and smaller ones around the best. */
function searchLeast(
  cost: (first: number, second: number) => number,
  { bounds, toParameter }: Search,
): [number, number] {
  const [firstBounds, secondBounds] = [bounds[0]!, bounds[1] ?? ([0, 0] as const)];
  const param = (index: number, place: number): number => toParameter[index]?.(place) ?? 0;
  let best: [number, number] = [firstBounds[0], secondBounds[0]];
  let least = Number.POSITIVE_INFINITY;
  let [half1, half2] = [(firstBounds[1] - firstBounds[0]) / 2, (secondBounds[1] - secondBounds[0]) / 2];
  let [middle1, middle2] = [firstBounds[0] + half1, secondBounds[0] + half2];
  for (let zoom = 0; zoom <= ZOOMS; zoom++) {
    const count = zoom === 0 ? COARSE_STEPS : 5;
    const clamp = (value: number, [low, high]: readonly [number, number]): number =>
      Math.max(low, Math.min(high, value));
    const seconds = bounds.length > 1 ? stepsBetween(middle2 - half2, middle2 + half2, count) : [0];
    for (const place1 of stepsBetween(middle1 - half1, middle1 + half1, count)) {
      for (const place2 of seconds) {
        const at: [number, number] = [clamp(place1, firstBounds), clamp(place2, secondBounds)];
        const squares = cost(param(0, at[0]), param(1, at[1]));
        if (squares < least) [least, best] = [squares, at];
      }
    }
    [middle1, middle2] = best;
    const shrink = zoom === 0 ? 2 / COARSE_STEPS : 0.5;
    [half1, half2] = [half1 * shrink, half2 * shrink];
  }
  return [param(0, best[0]), param(1, best[1])];
}

const exp = Math.exp;
/** σ and κ from a hundred-thousandth up: below, the law is linear within what can be measured. */
const SIGMA = [Math.log(1e-5), 0] as const;
const KAPPA = [Math.log(1e-7), Math.log(0.5)] as const;
const LOSS = [Math.log(1e-4), Math.log(0.3)] as const;

function searchOf(id: LawId, sizes: readonly number[]): Search {
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  switch (id) {
    case 'plateau':
      return { bounds: [[Math.log(least), Math.log(most)]], toParameter: [exp] };
    case 'kink':
      return { bounds: [[Math.log(least), Math.log(most)], LOSS], toParameter: [exp, exp] };
    case 'amdahl':
      return { bounds: [SIGMA], toParameter: [exp] };
    case 'usl':
      return { bounds: [SIGMA, KAPPA], toParameter: [exp, exp] };
    default:
      return { bounds: [], toParameter: [] };
  }
}

const PARAMETER_NAMES: Readonly<Record<LawId, readonly string[]>> = {
  flat: [],
  linear: [],
  plateau: ['c'],
  amdahl: ['sigma'],
  usl: ['sigma', 'kappa'],
  kink: ['c', 'd'],
};

/** Step of the numerical derivative, and how far a parameter is believed to lie from its estimate at the most: both of ln. */
const STEP = 0.05;
const MOST_DOUBT = 2;

/** The delta method: what the doubt about a law's level and parameters means for a contrast of two sizes, or of one with the anchor. */
function varianceOf(slopes: readonly ((size: number) => number)[], input: LawInput): FittedLaw['varianceOf'] {
  const { sizes, precision } = input;
  const levels = levelsOf(input);
  const all = [...levels, ...slopes];
  const columns = all.map((slope) => sizes.map(slope));
  const weigh = (one: readonly number[], other: readonly number[]): number =>
    precision.reduce(
      (sum, weights, row) =>
        sum + one[row]! * weights.reduce((total, value, column) => total + value * other[column]!, 0),
      0,
    );
  const information = columns.map((one, row) =>
    columns.map(
      (other, column) =>
        weigh(one, other) + (row === column && row >= levels.length ? 1 / MOST_DOUBT ** 2 : 0),
    ),
  );
  const doubt = invert(information) ?? [];
  return (one, other) => {
    const lever = all.map((slope) => slope(one) - (other === null ? 0 : slope(other)));
    return doubt.reduce(
      (sum, row, index) =>
        sum + lever[index]! * row.reduce((total, value, column) => total + value * lever[column]!, 0),
      0,
    );
  };
}

/** One law at its best. Sizes are above 0. */
export function fitLaw(id: LawId, input: LawInput): FittedLaw {
  const curve = CURVES[id];
  const names = PARAMETER_NAMES[id];
  const quadratic = quadraticOf(input);
  const [first, second] =
    names.length === 0
      ? [0, 0]
      : searchLeast((a, b) => quadratic.squaresOf((size) => curve(size, a, b)), searchOf(id, input.sizes));
  const fitted = (size: number): number => curve(size, first, second);
  const squares = quadratic.squaresOf(fitted);
  const columns = levelsOf(input);
  const levels = quadratic.levelsOf(fitted);
  const levelAt = (size: number): number =>
    columns.reduce((sum, column, index) => sum + levels[index]! * column(size), 0);
  const [below = 0, unqueued = null] = levels;
  const stretch = exp(STEP);
  const slopes = [
    (size: number) =>
      (curve(size, first * stretch, second) - curve(size, first / stretch, second)) / (2 * STEP),
    (size: number) =>
      (curve(size, first, second * stretch) - curve(size, first, second / stretch)) / (2 * STEP),
  ].slice(0, names.length);
  return {
    id,
    parameters: {
      ...Object.fromEntries(names.map((name, index) => [name, index === 0 ? first : second])),
      ...(unqueued === null ? {} : { unqueued: exp(unqueued - below) }),
    },
    lnAt: (size) => levelAt(size) + curve(size, first, second),
    squares: Math.max(0, squares),
    parameterCount: names.length + levels.length,
    varianceOf: varianceOf(slopes, input),
  };
}

/** In the order of simplicity. */
export const LAW_IDS: readonly LawId[] = ['flat', 'linear', 'plateau', 'amdahl', 'usl', 'kink'];

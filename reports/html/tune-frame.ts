/** Where things stand in the pictures of a tune: three panels over one axis of sizes. Pure. */
import type { TuneDocument } from '../../harness/result/tune-schema.ts';
import { sizesOf } from '../tune/words.ts';
import { PLOT_UNITS } from './still-parts.ts';

/** Room for the texts of the upright axis, and at the right end, as shares of the width. */
const LEFT_SHARE = 0.085;
const RIGHT_SHARE = 0.965;
/** Beyond this many sizes the axis is logarithmic. */
const MOST_LINEAR = 12;

export interface SizeAxis {
  readonly isLog: boolean;
  /** Place in the plot, in its units. */
  readonly unitsOf: (size: number) => number;
  /** The same as a share of the width, for texts: `12.3%`. */
  readonly percentOf: (size: number) => string;
  readonly left: number;
  readonly right: number;
  /** Sizes that get a text. */
  readonly ticks: readonly number[];
}

/** All sizes that are drawn: measured ones, and settings that are marked. */
export function drawnSizes(document: TuneDocument): number[] {
  const marked = document.validation.flatMap(({ size }) => (size !== null && size > 0 ? [size] : []));
  const measured = sizesOf(document).map(({ size }) => size);
  return [...new Set([...measured, ...marked])].sort((one, other) => one - other);
}

/** Neighbours whose texts would touch: the later one gives way, but the last stays. */
function thinned(sizes: readonly number[], placeOf: (size: number) => number): number[] {
  const kept: number[] = [];
  for (const size of sizes) {
    const last = kept.at(-1);
    if (last === undefined || placeOf(size) - placeOf(last) > 0.028) kept.push(size);
  }
  return kept;
}

export function sizeAxisOf(document: TuneDocument): SizeAxis {
  const sizes = drawnSizes(document);
  const [first = 1, last = 1] = [sizes[0], sizes.at(-1)];
  const isLog = last - first > MOST_LINEAR;
  const to = isLog ? Math.log : (size: number): number => size;
  const air = isLog ? 0.08 : 0.35;
  const [low, high] = [to(first) - air, to(last) + air];
  const width = RIGHT_SHARE - LEFT_SHARE;
  const shareOf = (size: number): number => LEFT_SHARE + (width * (to(size) - low)) / (high - low);
  return {
    isLog,
    unitsOf: (size) => PLOT_UNITS * shareOf(size),
    percentOf: (size) => `${(100 * shareOf(size)).toFixed(2)}%`,
    left: PLOT_UNITS * LEFT_SHARE,
    right: PLOT_UNITS * RIGHT_SHARE,
    ticks: thinned(sizes, shareOf),
  };
}

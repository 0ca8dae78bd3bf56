/** The curve through the sizes with its band, by resampling blocks; nothing is said beyond what was measured. Pure. */
import type { Interval } from '../result/schema.ts';
import { quantile } from '../stats/describe.ts';
import type { Random } from '../stats/random.ts';
import { fitSizes, NO_POOL, type SizeFit, type TuneBlock } from './fit-sizes.ts';
import { type Smoothed, type SmoothOptions, smoothSizes } from './smooth-sizes.ts';

export interface CurvePoint extends Interval {
  readonly size: number;
}

export interface TuneCurve {
  /** Ratio to the anchor. */
  readonly points: readonly CurvePoint[];
  /** Where the best lies. */
  readonly peak: Interval | null;
}

/** More points than this make a line no smoother. */
const MOST_POINTS = 64;
const TAIL = 0.025;
const MOST_DRAWS = 50;

/** ln ÷ the anchor at any size between those measured: the laws by their weights, the free estimates by straight lines over ln. */
export function curveOf(fit: SizeFit, { weights }: Smoothed): (size: number) => number {
  const measured = fit.sizes.filter((size) => size !== NO_POOL);
  const freeWeight = 1 - weights.reduce((sum, { weight }) => sum + weight, 0);
  const free = (size: number): number => {
    const above = measured.findIndex((one) => one >= size);
    const [low, high] = [measured[Math.max(0, above - 1)], measured[above]];
    if (low === undefined || high === undefined) return Number.NaN;
    if (high === size || high === low) return fit.effectOf(high);
    const share = Math.log(size / low) / Math.log(high / low);
    return (1 - share) * fit.effectOf(low) + share * fit.effectOf(high);
  };
  return (size) =>
    weights.reduce((sum, { law, weight }) => sum + weight * law.lnAt(size), freeWeight * free(size));
}

function placesOf(measured: readonly number[]): number[] {
  const [first = 1, last = 1] = [measured[0], measured.at(-1)];
  const step = Math.max(1, Math.ceil((last - first) / MOST_POINTS));
  const places = new Set(measured);
  for (let size = first; size <= last; size += step) places.add(size);
  return [...places].sort((one, other) => one - other);
}

/** As many blocks as there are, drawn until each size is among them: a curve that lacks an end says nothing of it. */
function drawBlocks(blocks: readonly TuneBlock[], sizes: readonly number[], random: Random): TuneBlock[] {
  let drawn: TuneBlock[] = [];
  for (let attempt = 0; attempt < MOST_DRAWS; attempt++) {
    drawn = blocks.map(() => blocks[random.integer(blocks.length)]!);
    if (sizes.every((size) => drawn.some((block) => block.has(size)))) return drawn;
  }
  return drawn;
}

function spreadOf(values: readonly number[], value: number): Interval {
  const known = values.filter(Number.isFinite);
  if (known.length === 0) return { value, low: value, high: value };
  return {
    value,
    low: Math.min(value, quantile(known, TAIL)),
    high: Math.max(value, quantile(known, 1 - TAIL)),
  };
}

/**
 * Percentile bootstrap over blocks (Efron 1979), for blocks are what varies. Meant for a picture: what is decided rests on
 * contrasts. Null under three sizes.
 */
export function traceCurve(
  blocks: readonly TuneBlock[],
  anchor: number,
  {
    random,
    resamples,
    ...smoothing
  }: { readonly random: Random; readonly resamples: number } & SmoothOptions,
): TuneCurve {
  const fit = fitSizes(blocks, anchor);
  const measured = fit.sizes.filter((size) => size !== NO_POOL);
  if (measured.length < 3) return { points: [], peak: null };
  const places = placesOf(measured);
  const own = curveOf(fit, smoothSizes(fit, smoothing));
  const redrawn = Array.from({ length: resamples }, (_, index) => {
    const drawn = fitSizes(drawBlocks(blocks, measured, random.fork(`resample ${index}`)), anchor);
    const at = curveOf(drawn, smoothSizes(drawn, smoothing));
    return places.map(at);
  });
  const values = places.map(own);
  const points = places.map((size, index): CurvePoint => {
    const { value, low, high } = spreadOf(
      redrawn.map((curve) => curve[index]!),
      values[index]!,
    );
    return { size, value: Math.exp(value), low: Math.exp(low), high: Math.exp(high) };
  });
  const peaks = redrawn
    .filter((curve) => curve.every(Number.isFinite))
    .map((curve) => places[argMax(curve)]!);
  return { points, peak: peaks.length === 0 ? null : spreadOf(peaks, places[argMax(values)]!) };
}

/** The first of the largest. */
function argMax(values: readonly number[]): number {
  return values.reduce((best, value, index) => (value > values[best]! + 1e-9 ? index : best), 0);
}

/** What the curve looks like as far as it was measured, in one word. Pure. */
import type { TuneDocument } from '../result/tune-schema.ts';
import { ratioInterval } from '../stats/contrast.ts';
import type { Decision } from './decide.ts';
import { NO_POOL, type SizeFit } from './fit-sizes.ts';
import type { Smoothed } from './smooth-sizes.ts';

export type Shape = TuneDocument['recommendation']['shape'];

/**
 * `flat`: no size is worse than another · `rising`: the largest is the best and the one before it surely is not as good, or
 * the law that fits has not bent yet · `no-peak`: the largest is as good as the best, so nothing was seen to fall ·
 * `peak`: it falls again within what was measured.
 */
export function shapeOf(
  { best, standingOf }: Decision,
  fit: SizeFit,
  smoothed: Smoothed,
  deltaRatio: number,
): Shape {
  const sizes = [...standingOf]
    .filter(([size, standing]) => size !== NO_POOL && standing !== 'infeasible')
    .map(([size]) => size);
  const [largest, before] = [sizes.at(-1), sizes.at(-2)];
  if (best === null || best === NO_POOL || largest === undefined || before === undefined) return 'unknown';
  const standings = sizes.map((size) => standingOf.get(size));
  if (standings.every((standing) => standing === 'tied')) return 'flat';
  const step = smoothed.effectOf(largest) - smoothed.effectOf(before);
  const isRising = best === largest && (standingOf.get(before) === 'worse' || step > Math.log1p(deltaRatio));
  if (isRising) return 'rising';
  const fall = fit.contrast(largest, best);
  const hasFallen =
    standingOf.get(largest) === 'worse' || (fall !== null && ratioInterval(fall).high < 1 - deltaRatio);
  return largest !== best && hasFallen ? 'peak' : 'no-peak';
}

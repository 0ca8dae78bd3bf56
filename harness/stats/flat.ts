/** When a warm-up is over. */
import { median } from './describe.ts';

const LEAST_HALF = 3;
const LEAST_CHUNKS = 2 * LEAST_HALF + 1;

/**
 * Compares the latest quarter of the series (at least 3 chunks) with the quarter before it. Medians, because a
 * garbage collection or a neighbour makes one chunk long and says nothing about compilation; and minima, because
 * noise only ever adds time, so that the shortest chunk tells a slow fall through noise in which the medians drown.
 */
function noLongerFalls(chunkMeans: readonly number[], toleranceRatio: number): boolean {
  const count = chunkMeans.length;
  const half = Math.max(LEAST_HALF, Math.floor(count / 4));
  const latest = chunkMeans.slice(count - half);
  const before = chunkMeans.slice(count - 2 * half, count - half);
  const kept = 1 - toleranceRatio;
  return median(latest) >= median(before) * kept && Math.min(...latest) >= Math.min(...before) * kept;
}

/**
 * Whether the time per task, given as means of consecutive chunks of the warm-up (any unit, oldest first), no
 * longer falls by more than `toleranceRatio` from one quarter of the series to the next, now and one chunk ago.
 * Never flat under 7 chunks.
 *
 * Quarters rather than a fixed count, because the tiers of a JIT come at growing distances and because with noise
 * every new chunk is another chance to look flat too early: windows that grow with the series look harder the
 * longer it lasts, and cost at most as much time again as the last step took to come. Looking twice halves the
 * false alarms that are left (flat.test.ts has the rates). Steady state by comparing windows: Georges, Buytaert &
 * Eeckhout 2007 §3.3; that it may never come: Barrett et al. 2017 — so the caller bounds the time, and records
 * whether it was flat. No rule can foresee a step that comes after a plateau of its own window's length.
 *
 * Only improvement counts: a series that gets slower (a growing heap, a hot CPU) is not cured by more warm-up.
 * Pure; never throws.
 */
export function isFlat(chunkMeans: readonly number[], toleranceRatio = 0.02): boolean {
  if (chunkMeans.length < LEAST_CHUNKS) return false;
  return noLongerFalls(chunkMeans, toleranceRatio) && noLongerFalls(chunkMeans.slice(0, -1), toleranceRatio);
}

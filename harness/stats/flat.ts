/** When a warm-up is over. */
import { median } from './describe.ts';

const LEAST_CHUNKS = 6;
const WINDOW_SHARE = 1 / 3;

/**
 * Whether the time per task, given as means of consecutive chunks of the warm-up (any unit, oldest first), no longer
 * falls: the median of the latest chunks is at most `toleranceRatio` below the median of as many chunks before them.
 * Never flat under 6 chunks.
 *
 * The two halves cover the latest third of the series, at least 3 chunks each. Medians, because a garbage collection or a
 * neighbour makes one chunk long and says nothing about compilation. A share of the series rather than a fixed count,
 * because the tiers of a JIT come at growing distances, and because with noise every new chunk is another chance to
 * look flat too early: windows that grow with the series look harder the longer it lasts, and cost at most half of the
 * time that the last step took to come. (Steady state by comparing windows: Georges, Buytaert & Eeckhout 2007 §3.3;
 * that it may never come: Barrett et al. 2017 — so the caller bounds the time and records whether it was flat.)
 *
 * Only improvement counts: a series that gets slower (a growing heap, a hot CPU) will not be cured by more warm-up.
 * Improvement slower than the tolerance per half window passes as flat. Pure; never throws.
 */
export function isFlat(chunkMeans: readonly number[], toleranceRatio = 0.02): boolean {
  const count = chunkMeans.length;
  if (count < LEAST_CHUNKS) return false;
  const half = Math.max(LEAST_CHUNKS / 2, Math.floor((count * WINDOW_SHARE) / 2));
  const latest = median(chunkMeans.slice(count - half));
  const before = median(chunkMeans.slice(count - 2 * half, count - half));
  return latest >= before * (1 - toleranceRatio);
}

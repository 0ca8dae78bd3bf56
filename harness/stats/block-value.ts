/** From the slices of one round to its two block values. */
import { mean, median } from './describe.ts';

/**
 * What this needs to know of a slice: the CPU it was pinned to (null: none), its window, and the tasks credited.
 */
export interface SliceCredit {
  readonly cpu: number | null;
  readonly windowMs: number;
  readonly credit: number;
}

/** The two values of one round, in tasks per second. */
export interface BlockValue {
  /** What stored runs are compared by: not moved by a neighbour who disturbs a few slices. */
  medianThroughputPerSec: number;
  /** What is shown: all credit ÷ all window time, the throughput that was had, rare pauses included. */
  meanThroughputPerSec: number;
}

/**
 * The block values of a round out of its valid slices, or null when there are none.
 *
 * The median-based one is the mean over CPUs of the per-CPU median of the slices' throughput (MEASURING.md §1): a
 * neighbour slows one CPU and not the other for seconds, so slices on two CPUs are two populations, and the median
 * of their mixture jumps between them with the count on each side. Slices that were not pinned (`cpu: null`) are
 * one population. The mean-based one is beside it because the median is blind to what is rare: a 100 ms pause every
 * 2 s touches one slice in twenty.
 *
 * Pure. Throws a `RangeError` for a window that is not longer than 0: its throughput would be invented.
 */
export function blockValue(slices: readonly SliceCredit[]): BlockValue | null {
  const throughputsByCpu = new Map<number | null, number[]>();
  let creditSum = 0;
  let windowSumMs = 0;
  for (const { cpu, windowMs, credit } of slices) {
    if (!(windowMs > 0))
      throw new RangeError(`A slice has a window of ${windowMs} ms: it must be longer than 0.`);
    const throughputs = throughputsByCpu.get(cpu) ?? [];
    throughputs.push((credit / windowMs) * 1000);
    throughputsByCpu.set(cpu, throughputs);
    creditSum += credit;
    windowSumMs += windowMs;
  }
  if (throughputsByCpu.size === 0) return null;
  return {
    medianThroughputPerSec: mean([...throughputsByCpu.values()].map(median)),
    meanThroughputPerSec: (creditSum / windowSumMs) * 1000,
  };
}

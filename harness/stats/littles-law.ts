/** A self-audit that needs no trust in any single figure. */

/**
 * Throughput × mean latency ÷ tasks outstanding: 1 when the books balance (Little 1961: L = λ·W). In a closed loop
 * that keeps `outstanding` tasks in flight, a ratio off 1 by more than a few per cent means that tasks were lost,
 * counted twice, or credited to other windows than their latencies. It holds for means only, so both must be means
 * over the same tasks and windows. Units: tasks per second, milliseconds, tasks. Throws a `RangeError` unless
 * `outstanding` > 0.
 */
export function littleRatio(throughputPerSec: number, latencyMsMean: number, outstanding: number): number {
  if (!(outstanding > 0)) throw new RangeError(`Little’s law needs tasks outstanding, not ${outstanding}.`);
  return (throughputPerSec * (latencyMsMean / 1000)) / outstanding;
}

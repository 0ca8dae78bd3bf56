/**
 * How long a callback has to wait for the event loop, out of a periodic probe that notes how late it ran.
 *
 * Not `monitorEventLoopDelay`'s own percentiles: they count firings of its timer, and a loop that is blocked for
 * long fires once where it should have fired many times. One block of 250 ms in 850 ms read p99 = 12 ms, max = 257
 * ms (MEASURING.md §1), while 29 % of all arrivals had to wait. That is Tene's "coordinated omission". What a user
 * feels is the share of *time* at which an arriving callback waits longer than X, so every late firing is weighed
 * by the time that it stands for.
 */
import type { LogHistogram } from './histogram.ts';

/**
 * The share, 0…1, of wall time in which an arriving callback would wait longer than `thresholdMs`.
 *
 * A block of length L makes arrivals wait uniformly 0…L: those in its first L − X wait longer than X. So the share
 * is Σ count · max(0, L − X) ÷ wall, at most 1, where L is the lateness of a firing (bucket midpoints, within 0.5
 * %).
 *
 * With `periodMs`, the spacing at which the probe is due (re-armed after each firing), the same is estimated
 * without bias: the probe falls at random into the block, so it sees the whole of it only on average less half a
 * period, and blocks shorter than the period mostly not at all. Each firing then stands for the due times it
 * swallowed, L, L − period, L − 2·period, … each worth one period of wall time (Tene's correction in HdrHistogram,
 * `recordValueWithExpectedInterval`). It needs a threshold well above the probe's own jitter (about 1 ms for a
 * timer), below which every firing counts as late.
 *
 * Pure. 0 when there is no wall time. Throws a `RangeError` for a negative or missing threshold, wall or period.
 */
export function shareWaitingBeyond(
  histogram: LogHistogram,
  wallMs: number,
  thresholdMs: number,
  periodMs = 0,
): number {
  if (!(wallMs >= 0 && thresholdMs >= 0 && periodMs >= 0)) {
    throw new RangeError(
      `Wall ${wallMs}, threshold ${thresholdMs} and period ${periodMs} ms must not be negative.`,
    );
  }
  if (wallMs === 0) return 0;
  let waitingMs = 0;
  for (const { midMs, count } of histogram.valuesAndCounts()) {
    const beyondMs = midMs - thresholdMs;
    if (beyondMs > 0)
      waitingMs += count * (periodMs > 0 ? Math.ceil(beyondMs / periodMs) * periodMs : beyondMs);
  }
  return Math.min(1, waitingMs / wallMs);
}

/**
 * The delay in milliseconds that the share `p` of arriving callbacks does not exceed: the X for which {@link
 * shareWaitingBeyond} falls to 1 − p; 0 when fewer than that wait at all, so also when the histogram is empty.
 * Found by bisection (the share falls in X), to a relative 1e-9. Throws a `RangeError` unless 0 ≤ p ≤ 1, and like
 * {@link shareWaitingBeyond}.
 */
export function delayQuantileMs(histogram: LogHistogram, wallMs: number, p: number, periodMs = 0): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`A quantile needs a share from 0 to 1, not ${p}.`);
  const share = (thresholdMs: number): number => shareWaitingBeyond(histogram, wallMs, thresholdMs, periodMs);
  const wanted = 1 - p;
  if (share(0) <= wanted) return 0;
  let lowMs = 0;
  let highMs = histogram.maxMs ?? 0; // nobody waits longer than the longest block
  while (highMs - lowMs > highMs * 1e-9) {
    const middleMs = (lowMs + highMs) / 2;
    if (share(middleMs) > wanted) lowMs = middleMs;
    else highMs = middleMs;
  }
  return highMs;
}

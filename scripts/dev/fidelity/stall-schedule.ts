/** A server that stalls by a schedule, and what the schedule does to requests that come all the time. */

export const STALL_PERIOD_MS = 10_000;
export const STALL_MS = 1_000;

/**
 * Latencies in ascending order of requests that come at equal distances over one period, answered after `delayMs` by a server whose loop
 * stands still meanwhile: what comes in a stall is read at its end and then takes its delay; what would be answered in it is answered at
 * its end.
 */
export function scheduledLatencies(ratePerSec: number, delayMs: number): readonly number[] {
  const gapMs = 1_000 / ratePerSec;
  const latencies = Array.from({ length: STALL_PERIOD_MS / gapMs }, (_, index) => {
    /** Before the end of the stall; it may come after this request by almost a whole period. */
    const leftMs = STALL_PERIOD_MS - (index + 0.5) * gapMs;
    if (leftMs <= STALL_MS) return leftMs + delayMs;
    return leftMs < STALL_MS + delayMs ? leftMs : delayMs;
  });
  return latencies.sort((one, other) => one - other);
}

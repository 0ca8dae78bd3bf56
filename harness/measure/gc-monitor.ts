/** Counts garbage collections of this thread and adds up their pauses. */
import { constants, PerformanceObserver } from 'node:perf_hooks';

export interface GcReading {
  readonly count: number;
  readonly pauseMs: number;
  /** Those of the old generation, steps of incremental marking included. */
  readonly majorCount: number;
}

const MAJOR_KINDS: readonly unknown[] = [
  constants.NODE_PERFORMANCE_GC_MAJOR,
  constants.NODE_PERFORMANCE_GC_INCREMENTAL,
];

/** Starts observing; `onChange` hears the totals after each collection. The observer costs nothing between them. */
export function monitorGc(onChange?: (reading: GcReading) => void): { read(): GcReading; stop(): void } {
  let count = 0;
  let pauseMs = 0;
  let majorCount = 0;
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      count += 1;
      pauseMs += entry.duration;
      const { detail } = entry as { readonly detail?: { readonly kind?: number } };
      if (MAJOR_KINDS.includes(detail?.kind)) majorCount += 1;
    }
    onChange?.({ count, pauseMs, majorCount });
  });
  observer.observe({ entryTypes: ['gc'] });
  return { read: () => ({ count, pauseMs, majorCount }), stop: () => observer.disconnect() };
}

/** Counts garbage collections of this thread and adds up their pauses. */
import { PerformanceObserver } from 'node:perf_hooks';

export interface GcReading {
  readonly count: number;
  readonly pauseMs: number;
}

/** Starts observing; `onChange` hears the totals after each collection. The observer costs nothing between them. */
export function monitorGc(onChange?: (reading: GcReading) => void): { read(): GcReading; stop(): void } {
  let count = 0;
  let pauseMs = 0;
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      count += 1;
      pauseMs += entry.duration;
    }
    onChange?.({ count, pauseMs });
  });
  observer.observe({ entryTypes: ['gc'] });
  return { read: () => ({ count, pauseMs }), stop: () => observer.disconnect() };
}

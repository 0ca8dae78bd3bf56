/** What Piscina's own defaults become on this machine. */
import os from 'node:os';
import type { NamedSetting } from './tune-plan.ts';

export interface PiscinaDefaults {
  readonly minThreads: number;
  readonly maxThreads: number;
}

/**
 * Piscina 5: `minThreads` is half of `availableParallelism()` and `maxThreads` one and a half of it; a pool that may have 1.5
 * threads starts two. Pure but for asking the system.
 */
export function resolvePiscinaDefaults(parallelism = os.availableParallelism()): PiscinaDefaults {
  return {
    minThreads: Math.max(1, Math.floor(parallelism / 2)),
    maxThreads: Math.ceil(1.5 * parallelism),
  };
}

/**
 * As a setting that can be measured: under a steady load a pool grows to as many threads as it has tasks for and stays there, so
 * it is measured at that size, with Piscina's own queue and its own way of waiting.
 */
export function piscinaDefaultsSetting(inFlight: number, parallelism?: number): NamedSetting {
  const { minThreads, maxThreads } = resolvePiscinaDefaults(parallelism);
  const size = Math.max(minThreads, Math.min(maxThreads, inFlight));
  return {
    role: 'piscina-defaults',
    size,
    knobs: { poolSize: size, tasksPerWorker: 1, atomics: 'sync', fifo: 'default' },
    detail: `minThreads ${minThreads}, maxThreads ${maxThreads}, concurrentTasksPerWorker 1: under this load ${size} threads`,
  };
}

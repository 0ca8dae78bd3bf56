/** What the machine did during a block, besides the block. */
import type { HostCpuReading } from '../measure/linux-sources.ts';
import type { Block } from '../result/schema.ts';
import type { Machine } from './machine.ts';

/** All counters at one moment; null where the machine does not tell. */
export interface CovariateReading {
  readonly atMs: number;
  readonly host: HostCpuReading | null;
  readonly throttledMs: number | null;
  readonly pressureMs: number | null;
  /** Time for which some process of the machine waited for memory (reclaim, swap). */
  readonly memoryPressureMs: number | null;
  /** CPU time of our own processes so far, with the threads and children that they have outlived. */
  readonly ownMs: number | null;
}

/** The kernel counts in ticks of 10 ms per CPU: over less than this, shares are mostly its rounding, and said to be unknown. */
const SHORTEST_MS = 200;

export function readCovariates(machine: Machine, ownPids: readonly number[]): CovariateReading {
  return {
    atMs: machine.nowMs(),
    host: machine.readHostCpu(),
    throttledMs: machine.readThrottledMs(),
    pressureMs: machine.readPressureMs(),
    memoryPressureMs: machine.readMemoryPressureMs(),
    ownMs: machine.readTotalCpuMs(ownPids),
  };
}

function difference(from: number | null, to: number | null): number | null {
  return from === null || to === null ? null : to - from;
}

function ratio(partMs: number | null, wholeMs: number): number | null {
  return partMs === null ? null : Math.max(0, partMs) / wholeMs;
}

export type Covariates = Pick<
  Block,
  'stealRatio' | 'throttledMs' | 'outsideCpuRatio' | 'pressureRatio' | 'memoryPressureRatio' | 'loadAverage'
>;

/**
 * Shares of the capacity (wall time × CPUs that we may run on, whatever a quota leaves of them) between two readings.
 * Outside load is what these CPUs were busy with
 * less what our own processes used; a process of ours that ended in between counts as outside, so the caller gives
 * `ownPids` that lived throughout.
 */
export function contrastCovariates(
  before: CovariateReading,
  after: CovariateReading,
  machine: Machine,
): Covariates {
  const wallMs = after.atMs - before.atMs;
  const capacityMs = wallMs * (after.host?.cpuCount ?? 1);
  const loadAverage = machine.readLoadAverage();
  if (wallMs < SHORTEST_MS) {
    return {
      stealRatio: null,
      throttledMs: null,
      outsideCpuRatio: null,
      pressureRatio: null,
      memoryPressureRatio: null,
      loadAverage,
    };
  }
  const busyMs = difference(before.host?.busyMs ?? null, after.host?.busyMs ?? null);
  const stealMs = difference(before.host?.stealMs ?? null, after.host?.stealMs ?? null);
  const ownMs = difference(before.ownMs, after.ownMs);
  return {
    stealRatio: ratio(stealMs, capacityMs),
    throttledMs: difference(before.throttledMs, after.throttledMs),
    outsideCpuRatio: busyMs === null || ownMs === null ? null : ratio(busyMs - ownMs, capacityMs),
    pressureRatio: ratio(difference(before.pressureMs, after.pressureMs), wallMs),
    memoryPressureRatio: ratio(difference(before.memoryPressureMs, after.memoryPressureMs), wallMs),
    loadAverage,
  };
}

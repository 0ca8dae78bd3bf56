/** The machine as a run sees it: clock, CPUs and counters. Tests put a simulated one in its place. */
import { readLoadAverage, readUsableCores } from '../environment.ts';
import { untilAsleep } from '../measure/asleep.ts';
import { nowMs } from '../measure/clock.ts';
import {
  type HostCpuReading,
  readCpuPressureMs,
  readHostCpu,
  readMemoryPressureMs,
  readProcessScheduling,
  readThrottledMs,
  readTotalCpuMs,
} from '../measure/linux-sources.ts';
import { type MemoryReading, readMemory, resetPeakMemory } from '../measure/memory.ts';
import { findPinnableCpus, pinMainThread } from '../measure/pin.ts';

export interface Machine {
  nowMs(): number;
  /** CPUs to pin to, in ascending order; empty when nothing can be pinned. */
  readonly pinnableCpus: readonly number[];
  readonly usableCores: number;
  pin(pid: number, cpu: number): Promise<boolean>;
  /** Until they sleep, or for a few milliseconds: the CPU of what runs is counted late. */
  untilAsleep(pids: readonly number[]): Promise<void>;
  /** CPU time of all threads of these processes so far; null where it cannot be read. */
  readCpuMs(pids: readonly number[]): number | null;
  /** The same in coarser ticks, with the threads and children of theirs that have ended. */
  readTotalCpuMs(pids: readonly number[]): number | null;
  /** What these processes hold, and the most that they held; null where it cannot be read. */
  readMemory(pids: readonly number[]): MemoryReading | null;
  /** The peak is from now on that of what comes; false where that cannot be had. */
  resetPeakMemory(pids: readonly number[]): boolean;
  readHostCpu(): HostCpuReading | null;
  readThrottledMs(): number | null;
  readPressureMs(): number | null;
  readMemoryPressureMs(): number | null;
  readLoadAverage(): number | null;
}

export function createMachine(): Machine {
  return {
    nowMs,
    pinnableCpus: findPinnableCpus(),
    usableCores: readUsableCores(),
    pin: pinMainThread,
    untilAsleep,
    readCpuMs: (pids) => readProcessScheduling(pids)?.cpuMs ?? null,
    readTotalCpuMs,
    readMemory,
    resetPeakMemory,
    readHostCpu,
    readThrottledMs,
    readPressureMs: readCpuPressureMs,
    readMemoryPressureMs,
    readLoadAverage,
  };
}

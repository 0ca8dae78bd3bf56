/**
 * Waits until processes sleep. The kernel counts what a running thread uses when its tick comes or when it stops: up to 4 ms late. A process that
 * has just answered may run on for a moment, and what it used before would be counted as used in its sleep.
 */
import { nowMs } from './clock.ts';
import { listThreads, readStatFields } from './linux-sources.ts';

const CHECK_EVERY_MS = 1;
/** Whoever runs longer does not sleep, and its CPU is there to be seen. */
const LONGEST_WAIT_MS = 8;
const scheduleTimer = setTimeout;

/** Whether a thread of a process runs or waits for a CPU; false where the kernel does not tell. */
export function isRunning(pid: number): boolean {
  return listThreads(pid).some((thread) => readStatFields(`/proc/${pid}/task/${thread}/stat`)?.[0] === 'R');
}

/** What a wait needs of the world. */
export interface SleepWatch {
  readonly isRunning: (pid: number) => boolean;
  readonly nowMs: () => number;
  readonly pause: (durationMs: number) => Promise<void>;
}

const LIVE: SleepWatch = {
  isRunning,
  nowMs,
  pause: (durationMs) => new Promise((resolve) => scheduleTimer(resolve, durationMs)),
};

/** Resolves at once where all of them sleep, and after some 8 ms where one does not. Who was seen asleep is not asked again. */
export async function untilAsleep(pids: readonly number[], watch: SleepWatch = LIVE): Promise<void> {
  const startedMs = watch.nowMs();
  let awake = pids.filter(watch.isRunning);
  while (awake.length > 0 && watch.nowMs() - startedMs < LONGEST_WAIT_MS) {
    await watch.pause(CHECK_EVERY_MS);
    awake = awake.filter(watch.isRunning);
  }
}

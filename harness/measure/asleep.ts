/**
 * Waits until processes sleep. The kernel counts what a running thread uses when its tick comes or when it stops: up to 4 ms late. A process that
 * has just answered may run on for a moment, and what it used before would be counted as used in its sleep.
 */
import { readdirSync } from 'node:fs';
import { readText } from './linux-sources.ts';

const CHECK_EVERY_MS = 1;
/** Whoever runs longer than so many checks does not sleep, and its CPU is there to be seen. */
const MOST_CHECKS = 8;
const scheduleTimer = setTimeout;

/** Whether a thread of theirs runs or waits for a CPU; false where the kernel does not tell. */
export function isAnyRunning(pids: readonly number[]): boolean {
  return pids.some((pid) =>
    listThreads(pid).some((thread) => {
      const text = readText(`/proc/${pid}/task/${thread}/stat`);
      return text !== null && text.charAt(text.lastIndexOf(')') + 2) === 'R'; // the name may hold anything
    }),
  );
}

function listThreads(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** Resolves at once where all of them sleep, and after some 8 ms where one does not. */
export async function untilAsleep(pids: readonly number[]): Promise<void> {
  for (let check = 0; check < MOST_CHECKS && isAnyRunning(pids); check++) {
    await new Promise((resolve) => scheduleTimer(resolve, CHECK_EVERY_MS));
  }
}

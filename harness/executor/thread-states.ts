/** What the thread that holds a pool reads of its workers, and how it waits for them without a message between them. */
import type { GcReading } from '../measure/gc-monitor.ts';
import { readOwnCpuMs } from '../measure/own-meters.ts';
import type { ExecutorMetrics } from '../model.ts';
import { WORKER_FIELDS } from './thread-protocol.ts';

// Captured before any scenario is loaded, which may replace it.
const scheduleTimer = setTimeout;
const POLL_MS = 1;

/** What a session knows of its workers. */
export interface WorkerStates {
  readonly fields: Float64Array;
  readonly workerCount: number;
}

export function countInState({ fields, workerCount }: WorkerStates, state: number): number {
  let count = 0;
  for (let index = 0; index < workerCount; index++) {
    if (fields[index * WORKER_FIELDS.count] === state) count += 1;
  }
  return count;
}

/** Looks every millisecond; false when `isOver` said so before every worker was in the state. */
export async function waitForState(
  states: WorkerStates,
  state: number,
  isOver: () => boolean,
): Promise<boolean> {
  while (countInState(states, state) < states.workerCount) {
    if (isOver()) return false;
    await new Promise((resolve) => scheduleTimer(resolve, POLL_MS));
  }
  return true;
}

/** Cumulative figures: CPU of the whole process, which holds all threads; collections of this thread and the workers. */
export function readThreadMetrics({ fields, workerCount }: WorkerStates, ofLoop: GcReading): ExecutorMetrics {
  let gcCount = ofLoop.count;
  let gcPauseMs = ofLoop.pauseMs;
  let newSpaceBytes = Number.POSITIVE_INFINITY;
  for (let index = 0; index < workerCount; index++) {
    gcCount += fields[index * WORKER_FIELDS.count + WORKER_FIELDS.gcCount]!;
    gcPauseMs += fields[index * WORKER_FIELDS.count + WORKER_FIELDS.gcPauseMs]!;
    newSpaceBytes = Math.min(
      newSpaceBytes,
      fields[index * WORKER_FIELDS.count + WORKER_FIELDS.newSpaceBytes]!,
    );
  }
  return { cpuMs: readOwnCpuMs(), gcCount, gcPauseMs, heapUsedBytes: null, newSpaceBytes };
}

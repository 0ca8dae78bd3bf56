/** From the time stamps of one slice to its figures. Pure: the clock has stopped when this runs. */
import { creditOf, overlapMs } from '../stats/credit.ts';
import { LogHistogram, type LogHistogramDocument } from '../stats/histogram.ts';
import type { TaskStamps } from './recorder.ts';

/**
 * What the window of one slice held. Throughput comes from `credit`; latency and parts from the tasks that settled
 * inside the window, so both see the same steady load and none of the drain.
 */
export interface WindowReading {
  readonly windowMs: number;
  /**
   * Tasks credited by the share of their own span (offered to settled) inside the window. In open loop those that settled inside:
   * where a line grows, spans are mostly waiting, and their shares tell what came rather than what was carried out.
   */
  readonly credit: number;
  /** Σ over tasks of the time that each was outstanding inside the window. */
  readonly outstandingMs: number;
  readonly settledCount: number;
  readonly latency: LogHistogramDocument;
  readonly latencyMsSum: number;
  /** Sums over settled tasks; queue and send are NaN where a library merges them. */
  readonly queueMsSum: number;
  readonly sendMsSum: number;
  readonly queueAndSendMsSum: number;
  readonly runMsSum: number;
  readonly returnMsSum: number;
  /** Settled tasks per executor, and the sum of their run times. */
  readonly executorCounts: readonly number[];
  readonly executorRunMsSums: readonly number[];
  /** Settled tasks whose stamps are not in the order of their way: whatever they are answers to, it is not these tasks. */
  readonly misorderedCount: number;
}

/** Stamps of different threads and processes are of one clock, and are read in this order. */
const CLOCK_TOLERANCE_MS = 0.001;

/** NaN, where a library hides a stamp, is in order with everything. */
function isMisordered({ offeredMs, submittedMs, startedMs, endedMs, settledMs }: TaskStamps): boolean {
  const isAfter = (later: number, earlier: number): boolean => !(later < earlier - CLOCK_TOLERANCE_MS);
  const isInOrder =
    isAfter(submittedMs, offeredMs) &&
    isAfter(startedMs, submittedMs) &&
    isAfter(startedMs, offeredMs) &&
    isAfter(endedMs, startedMs) &&
    isAfter(settledMs, endedMs);
  return !isInOrder;
}

/**
 * Reads the window [windowStartMs, windowEndMs) out of the stamps of all tasks of a slice. Latency and parts are of the tasks that
 * settled inside; in open loop of those that were scheduled inside, whenever they settled: what comes in while a system stalls
 * settles late, and belongs to the moment for which it was meant.
 */
export function readWindow(
  tasks: Iterable<TaskStamps>,
  windowStartMs: number,
  windowEndMs: number,
  executorCount: number,
  population: 'settled' | 'scheduled' = 'settled',
): WindowReading {
  const latency = new LogHistogram();
  const executorCounts = new Array<number>(executorCount).fill(0);
  const executorRunMsSums = new Array<number>(executorCount).fill(0);
  let credit = 0;
  let outstandingMs = 0;
  let settledCount = 0;
  let latencyMsSum = 0;
  let queueMsSum = 0;
  let sendMsSum = 0;
  let queueAndSendMsSum = 0;
  let runMsSum = 0;
  let returnMsSum = 0;
  let misorderedCount = 0;
  for (const task of tasks) {
    const isSettledInside = task.settledMs >= windowStartMs && task.settledMs < windowEndMs;
    credit +=
      population === 'settled'
        ? creditOf(task.offeredMs, task.settledMs, windowStartMs, windowEndMs)
        : Number(isSettledInside);
    outstandingMs += overlapMs(task.offeredMs, task.settledMs, windowStartMs, windowEndMs);
    const atMs = population === 'settled' ? task.settledMs : task.offeredMs;
    if (atMs < windowStartMs || atMs >= windowEndMs) continue;
    settledCount += 1;
    if (isMisordered(task)) misorderedCount += 1;
    latency.record(task.settledMs - task.offeredMs);
    latencyMsSum += task.settledMs - task.offeredMs;
    queueMsSum += task.submittedMs - task.offeredMs;
    sendMsSum += task.startedMs - task.submittedMs;
    queueAndSendMsSum += task.startedMs - task.offeredMs;
    runMsSum += task.endedMs - task.startedMs;
    returnMsSum += task.settledMs - task.endedMs;
    executorCounts[task.executorIndex] = (executorCounts[task.executorIndex] ?? 0) + 1;
    executorRunMsSums[task.executorIndex] =
      (executorRunMsSums[task.executorIndex] ?? 0) + task.endedMs - task.startedMs;
  }
  return {
    windowMs: windowEndMs - windowStartMs,
    credit,
    outstandingMs,
    settledCount,
    latency: latency.toJSON(),
    latencyMsSum,
    queueMsSum,
    sendMsSum,
    queueAndSendMsSum,
    runMsSum,
    returnMsSum,
    executorCounts,
    executorRunMsSums,
    misorderedCount,
  };
}

/** Offered to settled, of the slowest of these tasks, in milliseconds; 0 without any. */
export function readLongestMs(tasks: Iterable<TaskStamps>): number {
  let longestMs = 0;
  for (const { offeredMs, settledMs } of tasks) longestMs = Math.max(longestMs, settledMs - offeredMs);
  return longestMs;
}

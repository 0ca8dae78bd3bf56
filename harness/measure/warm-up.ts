/** Warm-up: load in short chunks until the time per task no longer falls and the heap no longer grows, or the time is over. */
import { CrossoverError } from '../errors.ts';
import type { ExecutorMetrics } from '../model.ts';
import { isFlat } from '../stats/flat.ts';
import { nowMs } from './clock.ts';
import type { DriveOutcome, SlicePlan } from './closed-loop.ts';
import { HeapGrowth } from './heap-growth.ts';
import type { Recorder } from './recorder.ts';
import { readWindow } from './slice-reading.ts';

const CHUNK_MS = 25;
/** Every executor compiles the task for itself: each must have run it this often before flatness is believed. */
const MIN_TASKS_PER_EXECUTOR = 20;
/** Growth of the heap that lies farther off than this does not come within a block. */
const HEAP_HORIZON_MS = 2_000;
const scheduleTimer = setTimeout;

export interface WarmUpOutcome {
  readonly durationMs: number;
  readonly taskCount: number;
  readonly isFlat: boolean;
  readonly throughputPerSec: number;
  readonly latencyMs: number;
}

export interface WarmUpRequest {
  readonly drive: (plan: SlicePlan) => Promise<DriveOutcome>;
  readonly readMetrics: () => Promise<Pick<ExecutorMetrics, 'gcCount' | 'newSpaceBytes'>>;
  /** What the drive records into. */
  readonly recorder: Recorder;
  readonly executorCount: number;
  readonly inFlight: number;
  /** Stretched by the caller for pools: executors share the cores, so each warms up at a fraction of the pace. */
  readonly maxMs: number;
}

/**
 * Loads until flat. Throws what a task failed with. The last quarter of the chunks gives throughput and latency, from
 * which lead-in and window of the slices are derived.
 */
export async function warmUp(request: WarmUpRequest): Promise<WarmUpOutcome> {
  const { drive, readMetrics, recorder, executorCount, inFlight, maxMs } = request;
  const heap = new HeapGrowth(executorCount, { atMs: nowMs(), ...(await readMetrics()) });
  const startedMs = nowMs();
  const taskCounts = new Array<number>(executorCount).fill(0);
  const chunkMs: number[] = [];
  const pacesPerMs: number[] = [];
  let taskCount = 0;
  for (;;) {
    const outcome = await drive({ leadInMs: 0, windowMs: CHUNK_MS, minCompletions: 1 });
    throwIfFailed(outcome);
    const window = readWindow(recorder.tasks(), outcome.windowStartMs, outcome.windowEndMs, executorCount);
    for (const { executorIndex } of recorder.tasks()) taskCounts[executorIndex]! += 1;
    taskCount += recorder.count;
    if (window.credit > 0) chunkMs.push(window.windowMs / window.credit);
    pacesPerMs.push(readPacePerMs(recorder));
    const everyExecutorRan = Math.min(...taskCounts) >= MIN_TASKS_PER_EXECUTOR;
    const isPaceFlat = everyExecutorRan && isFlat(chunkMs);
    const remainingMs = startedMs + maxMs - nowMs();
    if (!isPaceFlat && remainingMs > 0) continue;
    await pause(); // collections are told to the loop, which may not have turned since
    const growthMs = heap.observe({ atMs: nowMs(), ...(await readMetrics()) });
    // What would not come within the time that is left is not waited for, only said.
    if (growthMs > 0 && growthMs <= remainingMs) continue;
    const pacePerMs = average(pacesPerMs.slice(-Math.max(1, Math.floor(pacesPerMs.length / 4))));
    return {
      durationMs: nowMs() - startedMs,
      taskCount,
      isFlat: isPaceFlat && (growthMs === 0 || growthMs > HEAP_HORIZON_MS),
      throughputPerSec: pacePerMs * 1e3,
      latencyMs: inFlight / pacePerMs,
    };
  }
}

/**
 * Tasks per millisecond of a chunk while its load was full: from the first offer to the last. What settles inside the
 * 30 ms is not asked: every chunk begins with an empty line, so those are the lucky ones, and of longer tasks there are
 * none; lead-ins made of them would be too short. Latency follows from the pace by Little's law (closed loop).
 */
function readPacePerMs(recorder: Recorder): number {
  let firstMs = Number.POSITIVE_INFINITY;
  let lastOfferedMs = Number.NEGATIVE_INFINITY;
  let lastSettledMs = Number.NEGATIVE_INFINITY;
  for (const { offeredMs, settledMs } of recorder.tasks()) {
    firstMs = Math.min(firstMs, offeredMs);
    lastOfferedMs = Math.max(lastOfferedMs, offeredMs);
    lastSettledMs = Math.max(lastSettledMs, settledMs);
  }
  let settledCount = 0;
  for (const { settledMs } of recorder.tasks()) if (settledMs <= lastOfferedMs) settledCount += 1;
  // Where no lane came to offer a second task, all that there is to see is how long the first ones took.
  if (settledCount === 0) return recorder.count / (lastSettledMs - firstMs);
  return settledCount / (lastOfferedMs - firstMs);
}

function pause(): Promise<void> {
  return new Promise((resolve) => scheduleTimer(resolve, 1));
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function throwIfFailed(outcome: DriveOutcome): void {
  if (!outcome.error) return;
  const { name, code, stack, message, cause } = outcome.error;
  throw Object.assign(new CrossoverError('CROSSOVER_TASK_FAILED', message, { cause }), { name, code, stack });
}

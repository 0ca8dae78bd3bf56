/** Warm-up: load in short chunks until the time per task no longer falls, or the time is over. */
import { CrossoverError } from '../errors.ts';
import { isFlat } from '../stats/flat.ts';
import { nowMs } from './clock.ts';
import type { DriveOutcome, SlicePlan } from './closed-loop.ts';
import type { Recorder } from './recorder.ts';
import { readWindow } from './slice-reading.ts';

const CHUNK_MS = 30;
/** Every executor compiles the task for itself: each must have run it this often before flatness is believed. */
const MIN_TASKS_PER_EXECUTOR = 20;

export interface WarmUpOutcome {
  readonly durationMs: number;
  readonly taskCount: number;
  readonly isFlat: boolean;
  readonly throughputPerSec: number;
  readonly latencyMs: number;
}

/**
 * `maxMs` is stretched by the caller for pools: executors share the cores, so each warms up at a fraction of the
 * pace. Throws what a task failed with. The last quarter of the chunks gives throughput and latency, from which the
 * length of a slice is derived.
 */
export async function warmUp(
  drive: (plan: SlicePlan) => Promise<DriveOutcome>,
  recorder: Recorder,
  executorCount: number,
  maxMs: number,
): Promise<WarmUpOutcome> {
  const startedMs = nowMs();
  const taskCounts = new Array<number>(executorCount).fill(0);
  const chunkMs: number[] = [];
  const latenciesMs: number[] = [];
  let taskCount = 0;
  for (;;) {
    const outcome = await drive({ leadInMs: 0, windowMs: CHUNK_MS, minCompletions: 1 });
    throwIfFailed(outcome);
    const window = readWindow(recorder.tasks(), outcome.windowStartMs, outcome.windowEndMs, executorCount);
    for (const { executorIndex } of recorder.tasks()) taskCounts[executorIndex]! += 1;
    taskCount += recorder.count;
    if (window.credit > 0) chunkMs.push(window.windowMs / window.credit);
    if (window.settledCount > 0) latenciesMs.push(window.latencyMsSum / window.settledCount);
    const everyExecutorRan = Math.min(...taskCounts) >= MIN_TASKS_PER_EXECUTOR;
    const flat = everyExecutorRan && isFlat(chunkMs);
    if (!flat && nowMs() - startedMs < maxMs) continue;
    const tail = -Math.max(1, Math.floor(chunkMs.length / 4));
    return {
      durationMs: nowMs() - startedMs,
      taskCount,
      isFlat: flat,
      throughputPerSec: 1e3 / average(chunkMs.slice(tail)),
      latencyMs: average(latenciesMs.slice(tail)),
    };
  }
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function throwIfFailed(outcome: DriveOutcome): void {
  if (!outcome.error) return;
  const { name, code, stack, message, cause } = outcome.error;
  throw Object.assign(new CrossoverError('CROSSOVER_TASK_FAILED', message, { cause }), { name, code, stack });
}

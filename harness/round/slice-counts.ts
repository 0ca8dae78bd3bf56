/** What a slice counts that not every slice has: each is left out of the reading where there is nothing to count. Pure. */
import type { DriveOutcome } from '../measure/closed-loop.ts';
import type { OpenLoopOutcome } from '../measure/open-loop.ts';
import type { BatchMeters, ExecutorMetrics } from '../model.ts';
import type { SliceReading } from './protocol.ts';

/** Nothing in closed loop. */
export function toOpenLoop(outcome: DriveOutcome & Partial<OpenLoopOutcome>): Pick<SliceReading, 'openLoop'> {
  const { scheduledCount, overflowed, backlogGrowth, arrivedCount, lag } = outcome;
  if (scheduledCount === undefined || overflowed === undefined || lag === undefined) return {};
  if (backlogGrowth === undefined || arrivedCount === undefined) return {};
  return { openLoop: { scheduledCount, overflowed, backlogGrowth, arrivedCount, lag } };
}

/** Nothing where executors are not started while tasks run. */
export function countStarted(
  before: ExecutorMetrics,
  after: ExecutorMetrics,
): Pick<SliceReading, 'startedExecutorCount'> {
  if (after.startedExecutorCount === undefined) return {};
  return { startedExecutorCount: after.startedExecutorCount - (before.startedExecutorCount ?? 0) };
}

/** Nothing where tasks travel one by one. */
export function countBatches(before: ExecutorMetrics, after: ExecutorMetrics): Pick<SliceReading, 'batches'> {
  const { batches: now } = after;
  if (now === undefined) return {};
  const since = (field: keyof BatchMeters): number => now[field] - (before.batches?.[field] ?? 0);
  return {
    batches: {
      count: since('count'),
      taskCount: since('taskCount'),
      gatherMs: since('gatherMs'),
      queueAndSendMs: since('queueAndSendMs'),
      runMs: since('runMs'),
      returnMs: since('returnMs'),
    },
  };
}

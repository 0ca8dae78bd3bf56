import type { Cell } from '../result/schema.ts';
import type { Analyser } from './analyser.ts';

/** Models that start an executor for each task: start and import stand in front of every one. */
const PER_TASK = ['worker-per-task', 'process-per-task'];
/** A start that takes this many times the task is most of what is paid. */
const PER_TASK_RATIO = 3;
/** Of a pool that is started once: worth a word where it is as long as so many tasks and can be felt. */
const POOL_TASKS = 100;
const POOL_LEAST_MS = 500;

function partMs({ receiptMs }: Cell, ...parts: readonly string[]): number {
  return (receiptMs ?? [])
    .filter(({ part }) => parts.includes(part))
    .reduce((sum, { meanMs }) => sum + meanMs, 0);
}

const inMs = (ms: number): string => `${ms < 10 ? ms.toPrecision(2) : ms.toFixed(0)} ms`;

function describeStart(cell: Cell): { evidence: string; remedy: string } | null {
  const runMs = partMs(cell, 'run');
  if (runMs <= 0) return null;
  if (PER_TASK.includes(cell.model)) {
    const startMs = partMs(cell, 'queue+send', 'send');
    if (startMs < PER_TASK_RATIO * runMs) return null;
    return {
      evidence: `a task computes for ${inMs(runMs)} and waits ${inMs(startMs)} for its executor to start and to import the scenario`,
      remedy: 'keep the executors (worker-threads, child-processes), or import less in front of the task',
    };
  }
  const { startUpMs, executorCount } = cell;
  if (startUpMs === null || (executorCount ?? 0) === 0) return null;
  if (startUpMs < POOL_LEAST_MS || startUpMs < POOL_TASKS * runMs) return null;
  return {
    evidence: `start-up with its imports took ${inMs(startUpMs)}, as long as ${Math.round(startUpMs / runMs)} of its tasks (${inMs(runMs)} each); none of that is in the throughput`,
    remedy: 'start the pool once and early, and import in its workers only what tasks need',
  };
}

/** Starting an executor, with what it imports, outweighs the tasks that it is started for. */
export const slowStart: Analyser = ({ cells }) =>
  cells.flatMap((cell) => {
    const described = cell.status === 'ok' ? describeStart(cell) : null;
    return described === null ? [] : [{ id: 'slow-start', severity: 'info', cell: cell.id, ...described }];
  });

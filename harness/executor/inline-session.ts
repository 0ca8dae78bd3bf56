/** What models that run tasks on the loop of their own process share: receipts, metrics and closing. */
import { monitorGc } from '../measure/gc-monitor.ts';
import { readLiveBytes } from '../measure/live-memory.ts';
import { readOwnCpuMs, readOwnHeapUsedBytes, readOwnNewSpaceBytes } from '../measure/own-meters.ts';
import type { ModelSession, TaskReceipt } from '../model.ts';
import type { ExecutedTask, Executor } from './executor.ts';

/** How long the scenario's close() may take, as in a pool; what it throws concerns no figure. */
const CLOSE_MS = 500;
const scheduleTimer = setTimeout;

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => scheduleTimer(resolve, ms));
}

/** Inline there is no way to go: a task is submitted when it starts. */
export function toInlineReceipt(task: ExecutedTask): TaskReceipt {
  return {
    output: task.output,
    error: task.error,
    submittedMs: task.startedMs,
    startedMs: task.startedMs,
    endedMs: task.endedMs,
    executorIndex: 0,
  };
}

/** Carries a task out now. No promise is chained for a task that returned synchronously. */
export function executeInline(executor: Executor, input: unknown): Promise<TaskReceipt> {
  const task = executor.execute(input);
  return task instanceof Promise ? task.then(toInlineReceipt) : Promise.resolve(toInlineReceipt(task));
}

/** A session around one executor in this process; `run` is what makes the model. */
export function createInlineSession(executor: Executor, run: ModelSession['run']): ModelSession {
  const gc = monitorGc();
  let closed = false;
  return {
    executorCount: 1,
    childPids: [],
    run,
    metrics: async () => {
      const { count, pauseMs, majorCount } = gc.read();
      return {
        cpuMs: readOwnCpuMs(),
        gcCount: count,
        gcPauseMs: pauseMs,
        majorGcCount: majorCount,
        heapUsedBytes: readOwnHeapUsedBytes(),
        newSpaceBytes: readOwnNewSpaceBytes(),
      };
    },
    liveBytes: readLiveBytes,
    close: async () => {
      if (closed) return;
      closed = true;
      gc.stop();
      await Promise.race([executor.close().catch(() => {}), pause(CLOSE_MS)]);
    },
  };
}

/** A session for tests whose tasks take as long as they are told to, on whatever clock the test keeps. */
import type { ErrorRecord } from '../errors.ts';
import type { ModelSession, TaskReceipt } from '../model.ts';

/** What becomes of one task; the first has `taskNumber` 0. */
export interface FakeTask {
  readonly spanMs: number;
  readonly output?: unknown;
  readonly error?: ErrorRecord;
  /** It never settles. */
  readonly hangs?: boolean;
  readonly executorIndex?: number;
}

export interface FakeSession extends ModelSession {
  /** Inputs in the order in which they were offered. */
  readonly inputs: readonly unknown[];
  readonly outstandingCount: number;
  readonly mostOutstanding: number;
}

export interface FakeSessionOptions {
  readonly executorCount?: number;
  /** So many tasks run at a time and the others wait in line; by default all run at once. */
  readonly serverCount?: number;
}

/** `nowMs` is the clock that the stamps are of; timers are the global ones, so that fake timers move them. */
export function createFakeSession(
  toTask: (taskNumber: number, input: unknown) => FakeTask,
  nowMs: () => number,
  { executorCount = 1, serverCount = Number.POSITIVE_INFINITY }: FakeSessionOptions = {},
): FakeSession {
  const inputs: unknown[] = [];
  const freeAtMs: number[] = [];
  /** When a server is free for a task that comes now and occupies it for `spanMs`. */
  const takeServer = (spanMs: number): number => {
    if (freeAtMs.length < serverCount) freeAtMs.push(nowMs());
    const server = freeAtMs.indexOf(Math.min(...freeAtMs));
    const startMs = Math.max(nowMs(), freeAtMs[server]!);
    freeAtMs[server] = startMs + spanMs;
    return startMs;
  };
  let outstandingCount = 0;
  let mostOutstanding = 0;
  const run = async (input: unknown): Promise<TaskReceipt> => {
    const task = toTask(inputs.length, input);
    inputs.push(input);
    outstandingCount += 1;
    mostOutstanding = Math.max(mostOutstanding, outstandingCount);
    const submittedMs = nowMs();
    const startedMs = takeServer(task.spanMs);
    await new Promise<void>((resolve) => {
      if (!task.hangs) setTimeout(resolve, startedMs + task.spanMs - submittedMs);
    });
    outstandingCount -= 1;
    return {
      output: task.output,
      error: task.error ?? null,
      submittedMs,
      startedMs,
      endedMs: nowMs(),
      executorIndex: task.executorIndex ?? 0,
    };
  };
  return {
    inputs,
    get outstandingCount() {
      return outstandingCount;
    },
    get mostOutstanding() {
      return mostOutstanding;
    },
    executorCount,
    childPids: [],
    run,
    metrics: async () => ({ cpuMs: 0, gcCount: 0, gcPauseMs: 0, heapUsedBytes: null, newSpaceBytes: 0 }),
    close: async () => {},
  };
}

/** What pools make of what their workers tell: receipts, metrics, and errors as data. */
import { type ErrorRecord, toErrorRecord } from '../errors.ts';
import { nowMs } from '../measure/clock.ts';
import type { GcReading } from '../measure/gc-monitor.ts';
import { readOwnCpuMs } from '../measure/own-meters.ts';
import type { ExecutorMetrics, TaskReceipt } from '../model.ts';

/** What a worker used since it was opened. */
export interface WorkerReading {
  /** CPU time of the process since it began; of a thread 0, for it counts with its process. */
  readonly cpuMs: number;
  readonly gcCount: number;
  readonly gcPauseMs: number;
  readonly heapUsedBytes: number;
  readonly newSpaceBytes: number;
}

/** Of this process, whose loop had `ofLoop`, and of its workers together. */
export function toMetrics(ofLoop: GcReading, workers: readonly WorkerReading[]): ExecutorMetrics {
  const sum = (pick: (worker: WorkerReading) => number): number =>
    workers.reduce((total, worker) => total + pick(worker), 0);
  return {
    cpuMs: readOwnCpuMs() + sum(({ cpuMs }) => cpuMs),
    gcCount: ofLoop.count + sum(({ gcCount }) => gcCount),
    gcPauseMs: ofLoop.pauseMs + sum(({ gcPauseMs }) => gcPauseMs),
    heapUsedBytes: sum(({ heapUsedBytes }) => heapUsedBytes) / workers.length,
    newSpaceBytes: Math.min(...workers.map(({ newSpaceBytes }) => newSpaceBytes)),
  };
}

/** `submittedMs` is NaN where a library's queue hides it. */
export function failedReceipt(error: ErrorRecord, submittedMs: number, executorIndex = 0): TaskReceipt {
  const atMs = nowMs();
  return { output: undefined, error, submittedMs, startedMs: atMs, endedMs: atMs, executorIndex };
}

/** Of a value that could not be written for its way; `way` says between what it should have travelled. */
export function describeUnsendable(thrown: unknown, way: 'threads' | 'processes'): ErrorRecord {
  const record = toErrorRecord(thrown, 'CROSSOVER_NOT_CLONABLE');
  return {
    ...record,
    code: 'CROSSOVER_NOT_CLONABLE',
    message: `${record.message} Inputs and outputs travel between ${way}: return plain data (no functions, sockets or class instances with private state).`,
  };
}

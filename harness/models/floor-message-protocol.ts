/** What goes through the port of a thread of `floor:message`: arrays that begin with the number of what they ask or answer. */
import type { ErrorRecord } from '../errors.ts';
import type { WorkerReading } from '../executor/pool-receipts.ts';
import type { ExecutorSpec } from '../model.ts';

export interface ThreadData {
  readonly executor: ExecutorSpec;
  readonly executorIndex: number;
}

/** Numbers that are no task's. */
export const READ_METERS = -1;
export const CLOSE_SCENARIO = -2;

export type ToThread = readonly [number, unknown?];

export type FromThread =
  | readonly [task: number, output: unknown, startedMs: number, endedMs: number, error: ErrorRecord | null]
  | readonly [typeof READ_METERS, WorkerReading]
  | readonly [typeof CLOSE_SCENARIO];

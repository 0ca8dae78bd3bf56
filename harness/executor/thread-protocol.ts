/** What a pool of threads and its workers share: the data that each worker starts with, its reply, and a few shared numbers. */
import type { ErrorRecord } from '../errors.ts';
import type { ExecutorSpec } from '../model.ts';

export interface WorkerData {
  readonly executor: ExecutorSpec;
  /** Float64 fields per worker, see {@link WORKER_FIELDS}; written by the worker, read by the pool's thread. */
  readonly shared: SharedArrayBuffer;
  /** An Int32 per worker: the id of the thread whose place it is, 0 while it is free. */
  readonly claims: SharedArrayBuffer;
  /** A broadcast channel on which the pool says that it closes. */
  readonly channelName: string;
  /** An idle worker hears no channel: what the pool has to say comes as a task, see {@link toControl}. */
  readonly blocksWhenIdle: boolean;
}

/**
 * `turn`: let the event loop turn, so that what it has to tell is told. `read-live`: collect garbage and write what is left into the field.
 * `close`: call the scenario's close().
 */
export type Control = 'turn' | 'read-live' | 'close';

/** A task that no scenario can mean: the channel's name is random. */
export function toControl(channelName: string, control: Control): string {
  return `${channelName} ${control}`;
}

/** Null for a task. */
export function readControl(channelName: string, input: unknown): Control | null {
  const isOurs = typeof input === 'string' && input.startsWith(channelName);
  return isOurs ? (input.slice(channelName.length + 1) as Control) : null;
}

/** What a worker says that the library started in place of one that ended, and that may not take part. */
export const REPLACEMENT_ENDED = 'another worker ended, and this one came in its place';

/** Layout of a worker's fields. */
export const WORKER_FIELDS = {
  state: 0,
  gcCount: 1,
  gcPauseMs: 2,
  newSpaceBytes: 3,
  liveBytes: 4,
  count: 5,
} as const;
/** Values of the field `state`. */
export const WORKER_STATES = { opening: 0, ready: 1, closed: 2, failed: -1 } as const;

/**
 * What a worker answers, without names: an object of five named fields costs more to clone than many a small task. The
 * last is null unless the task failed.
 */
export type WorkerReply = readonly [
  output: unknown,
  startedMs: number,
  endedMs: number,
  executorIndex: number,
  error: ErrorRecord | null,
];

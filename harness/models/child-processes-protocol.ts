/**
 * Messages between the pool and its children: short arrays, because every key costs bytes and time in both
 * serialisations, and a pool's own cost is what is being measured.
 */
import type { ErrorRecord } from '../errors.ts';
import type { ExecutorSpec } from '../model.ts';

export type ToChild =
  | readonly ['open', ExecutorSpec, number]
  | readonly ['metrics']
  /** A task: its number and its input. */
  | readonly [number, unknown];

export type FromChild =
  | readonly ['ready']
  | readonly ['open-failed', ErrorRecord]
  | readonly ['metrics', ChildMetrics]
  /** A finished task: number, start and end on the common clock, output. */
  | readonly [number, number, number, unknown]
  /** A failed task: number, start and end, null, the error. */
  | readonly [number, number, number, null, ErrorRecord];

export interface ChildMetrics {
  readonly cpuMs: number;
  readonly gcCount: number;
  readonly gcPauseMs: number;
  readonly heapUsedBytes: number;
}

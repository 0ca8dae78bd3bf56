/**
 * Messages between the pool and its children. A task's input and output travel bare, for an array around a number costs
 * more than all the rest of the pool (57,000 against 91,000 no-ops a second), and a pool's own cost is what is measured.
 * So replies carry no number and no time stamps: a child answers its oldest task first or says which it answers, and
 * keeps its stamps until it is asked for metrics. Everything that is not bare is an array that begins with a token.
 */
import type { ErrorRecord } from '../errors.ts';
import type { ExecutorSpec } from '../model.ts';

/** Random per pool, so that no input or output can be taken for a message. */
export type Token = string;

/** Besides bare inputs. */
export type ToChild =
  | readonly [Token, 'open', ExecutorSpec, number]
  | readonly [Token, 'metrics']
  | readonly [Token, 'read-live']
  /** A task whose input cannot travel bare; left out where it is `undefined`. */
  | readonly [Token, 'task', unknown?];

/** Besides bare outputs, which answer the oldest task that the child has. */
export type FromChild =
  | readonly [Token, 'ready']
  | readonly [Token, 'open-failed', ErrorRecord]
  | readonly [Token, 'metrics', ChildMetrics]
  | readonly [Token, 'live', number]
  /** An output that cannot travel bare (left out where it is `undefined`), or of a task that is not the oldest: its place among those the child has. */
  | readonly [Token, 'done', number, unknown?]
  | readonly [Token, 'failed', number, ErrorRecord];

export interface ChildMetrics {
  readonly cpuMs: number;
  readonly gcCount: number;
  readonly gcPauseMs: number;
  readonly heapUsedBytes: number;
  readonly newSpaceBytes: number;
  /** Start and end of every task since the last reading, in the order of the answers: s₀, e₀, s₁, e₁, … */
  readonly stampsMs: readonly number[];
}

/**
 * Whether `process.send` takes a value as it is. It refuses `undefined` and BigInts at the top level, and keeps objects whose
 * `cmd` begins with `NODE_` for itself.
 */
export function travelsBare(value: unknown): boolean {
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value !== 'object') return false;
  return value === null || !('cmd' in value) || !String(value.cmd).startsWith('NODE_');
}

/** Whether a message is one of ours, and not a bare input or output. */
export function isMessage<Message extends readonly [Token, ...unknown[]]>(
  message: unknown,
  token: Token,
): message is Message {
  return Array.isArray(message) && message[0] === token;
}

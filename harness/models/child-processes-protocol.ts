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
  /** A task whose input is `undefined`, which cannot travel bare. */
  | readonly [Token, 'task'];

/** Besides bare outputs, which answer the oldest task that the child has. */
export type FromChild =
  | readonly [Token, 'ready']
  | readonly [Token, 'open-failed', ErrorRecord]
  | readonly [Token, 'metrics', ChildMetrics]
  /** An output of `undefined` (left out), or of a task that is not the oldest: its place among those the child has. */
  | readonly [Token, 'done', number, unknown?]
  | readonly [Token, 'failed', number, ErrorRecord];

export interface ChildMetrics {
  readonly cpuMs: number;
  readonly gcCount: number;
  readonly gcPauseMs: number;
  readonly heapUsedBytes: number;
  /** Start and end of every task since the last reading, in the order of the answers: s₀, e₀, s₁, e₁, … */
  readonly stampsMs: readonly number[];
}

/** Whether a message is one of ours, and not a bare input or output. */
export function isMessage<Message extends readonly [Token, ...unknown[]]>(
  message: unknown,
  token: Token,
): message is Message {
  return Array.isArray(message) && message[0] === token;
}

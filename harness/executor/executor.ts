/** The contract of one executor, on whatever loop, thread or process it was made. */
import type { ErrorRecord } from '../errors.ts';
import type { Scenario } from '../scenario.ts';
import type { Moved } from './piscina-move.ts';

/** What came of one task, stamped where it ran. `output` is undefined when `error` is not null. */
export interface ExecutedTask {
  readonly output: unknown;
  readonly error: ErrorRecord | null;
  readonly startedMs: number;
  readonly endedMs: number;
  /** What `Piscina.move(…)` made of the output, where the task used it. */
  readonly moved?: Moved;
}

/** A scenario ready to run. Neither method ever throws for a failed task: the error is data. */
export interface Executor {
  readonly index: number;
  readonly scenario: Scenario;
  /**
   * Carries out one task. A plain value for a task that returned one, a promise only for a task that returned one:
   * a promise around synchronous work would be timed as part of it.
   */
  execute(input: unknown): ExecutedTask | Promise<ExecutedTask>;
  /** Calls the scenario's `close`. Idempotent. */
  close(): Promise<void>;
}

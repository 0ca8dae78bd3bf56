/** What the models that start an executor for each task say to it, and what it answers. */
import { CrossoverError, type ErrorRecord } from '../errors.ts';
import { nowMs } from '../measure/clock.ts';
import type { ExecutorSpec, TaskReceipt } from '../model.ts';

export interface OneTask {
  readonly executor: ExecutorSpec;
  readonly input: unknown;
  /** Only load and open the scenario: does it work here at all? */
  readonly isProbe: boolean;
}

export interface OneTaskAnswer {
  readonly output: unknown;
  readonly error: ErrorRecord | null;
  readonly startedMs: number;
  readonly endedMs: number;
  readonly gcCount: number;
  readonly gcPauseMs: number;
  /** CPU time of the process since it began; of a thread 0, for it counts with its process. */
  readonly cpuMs: number;
}

export function receiptOf(answer: OneTaskAnswer, submittedMs: number): TaskReceipt {
  const { output, error, startedMs, endedMs } = answer;
  return { output, error, submittedMs, startedMs, endedMs, executorIndex: 0 };
}

/** What a model that starts an executor for each task does when it is opened: one cold start without a task. */
export async function probe(run: (input: unknown, isProbe: boolean) => Promise<TaskReceipt>): Promise<void> {
  const { error } = await run(undefined, true);
  if (error !== null) throw new CrossoverError('CROSSOVER_OPEN_FAILED', error.message, { cause: error });
}

export function failedReceipt(error: ErrorRecord, submittedMs: number): TaskReceipt {
  const atMs = nowMs();
  return { output: undefined, error, submittedMs, startedMs: atMs, endedMs: atMs, executorIndex: 0 };
}

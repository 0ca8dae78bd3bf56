/** What stands before the first slice: every executor answers, every input is carried out once, the work is found equal. */
import { digestOutput } from '../digest.ts';
import { CrossoverError, type ErrorRecord, toErrorRecord } from '../errors.ts';
import { nowMs } from '../measure/clock.ts';
import type { ModelSession, TaskReceipt } from '../model.ts';
import type { Scenario } from '../scenario.ts';

const scheduleTimer = setTimeout;
const cancelTimer = clearTimeout;

export function digestOf(scenario: Scenario, output: unknown): string {
  try {
    return scenario.digest ? String(scenario.digest(output)) : digestOutput(output);
  } catch (thrown) {
    if (thrown instanceof CrossoverError) throw thrown;
    const { message } = toErrorRecord(thrown, 'CROSSOVER_NOT_CLONABLE');
    if (scenario.digest)
      throw new CrossoverError('CROSSOVER_TASK_FAILED', `digest() threw: ${message}.`, { cause: thrown });
    throw new CrossoverError('CROSSOVER_NOT_CLONABLE', `The output cannot be read: ${message}.`, {
      remedy: 'Return plain data: a getter that throws cannot travel between threads.',
      cause: thrown,
    });
  }
}

/** Null for inputs that cannot be digested, such as functions: those exist for models alone that copy nothing. */
export function digestInputs(inputs: readonly unknown[]): string | null {
  try {
    return digestOutput(inputs);
  } catch {
    return null;
  }
}

/** Where inputs are shared the second pass has other work than the first, and than a pool, which copies them. */
export function changedInputs(label: string, where: 'on an event loop' | 'in shared memory'): CrossoverError {
  return new CrossoverError(
    'CROSSOVER_UNMATCHED_WORK',
    `A task of ${label} changes its input, so ${where} later tasks find other work than in a pool, where each gets a copy.`,
    { remedy: 'Copy what run() changes first, such as `[...input].sort()`.' },
  );
}

/**
 * How the barrier runs its tasks. `showLife` is called before each is offered and after each has settled, `endTasks` when
 * none is under way.
 */
export interface BarrierRun {
  readonly run: (input: unknown) => Promise<TaskReceipt>;
  readonly showLife: () => void;
  readonly endTasks: () => void;
}

/**
 * Runs tasks so that one that never settles fails the round at the deadline of a task, not at that of opening. The deadline
 * begins anew whenever a task settles: those behind it were waiting for their turn.
 */
export function createBoundedRun(session: ModelSession, deadlineMs: number): BarrierRun['run'] {
  let lastSettledMs = 0;
  return async (input) => {
    const offeredMs = nowMs();
    let timer: NodeJS.Timeout | undefined;
    const overdue = new Promise<never>((_resolve, reject) => {
      const check = (): void => {
        const leftMs = Math.max(offeredMs, lastSettledMs) + deadlineMs - nowMs();
        if (leftMs > 0) timer = scheduleTimer(check, leftMs);
        else reject(missedDeadline(deadlineMs));
      };
      timer = scheduleTimer(check, deadlineMs);
    });
    try {
      return await Promise.race([session.run(input), overdue]);
    } finally {
      cancelTimer(timer);
      lastSettledMs = nowMs();
    }
  };
}

function missedDeadline(deadlineMs: number): CrossoverError {
  return new CrossoverError('CROSSOVER_DEADLINE', `A task did not settle within ${deadlineMs} ms.`, {
    remedy: 'Give it longer with --task-deadline, or find what it waits for.',
  });
}

const VARIES = 'gave two different outputs for the same input';

/** Whether a round failed for that: the task does so under every model, seen or not. */
export const isVarying = ({ message }: ErrorRecord): boolean => message.includes(VARIES);

/** No other model is needed to see it: one and the same executor, asked twice. */
export function variesByItself(label: string): CrossoverError {
  return new CrossoverError(
    'CROSSOVER_UNMATCHED_WORK',
    `A task of ${label} ${VARIES}, one after the other.`,
    {
      remedy:
        'Make run() depend on its input alone (no clock, no random numbers, no state kept between tasks), or give a digest() that leaves out what may differ.',
    },
  );
}

/** What the barrier saw of the very first task. */
export interface FirstTask {
  /** Offered to settled, on executors that never ran one. */
  readonly firstTaskMs: number;
  /** Of the first input. */
  readonly firstOutput: unknown;
}

/** Every executor answers at least one task before anything else is measured. */
export async function passBarrier(
  executorCount: number,
  { run, showLife, endTasks }: BarrierRun,
  inputs: readonly unknown[],
): Promise<FirstTask> {
  const answered = new Set<number>();
  let firstTaskMs = Number.NaN;
  let firstOutput: unknown;
  const offerOne = async (index: number): Promise<void> => {
    showLife();
    const offeredMs = nowMs();
    const receipt = await run(inputs[index % inputs.length]);
    if (Number.isNaN(firstTaskMs)) firstTaskMs = nowMs() - offeredMs;
    showLife();
    throwIfFailed(receipt.error);
    if (index === 0) firstOutput = receipt.output;
    answered.add(receipt.executorIndex);
  };
  for (let attempt = 0; attempt < 20 && answered.size < executorCount; attempt++) {
    await Promise.all(Array.from({ length: executorCount }, (_, index) => offerOne(index)));
  }
  endTasks();
  if (answered.size < executorCount) {
    throw new CrossoverError(
      'CROSSOVER_OPEN_FAILED',
      `Only ${answered.size} of ${executorCount} executors answered a task.`,
      { remedy: 'Use a smaller pool, or find what keeps the others from starting.' },
    );
  }
  return { firstTaskMs, firstOutput };
}

function throwIfFailed(error: ErrorRecord | null): void {
  if (error === null) return;
  throw Object.assign(new Error(error.message), {
    name: error.name,
    code: error.code,
    stack: error.stack,
    cause: error.cause,
  });
}

/** Carries out every input once and digests its output, in the order of the inputs. */
export async function digestAll(
  { run, showLife, endTasks }: BarrierRun,
  inputs: readonly unknown[],
  scenario: Scenario,
  inFlight: number,
): Promise<string[]> {
  const digests: string[] = [];
  const runOne = async (input: unknown): Promise<TaskReceipt> => {
    showLife();
    const receipt = await run(input);
    showLife();
    return receipt;
  };
  for (let start = 0; start < inputs.length; start += inFlight) {
    const batch = inputs.slice(start, start + inFlight);
    const receipts = await Promise.all(batch.map(runOne));
    endTasks();
    for (const receipt of receipts) {
      throwIfFailed(receipt.error);
      digests.push(digestOf(scenario, receipt.output));
    }
  }
  return digests;
}

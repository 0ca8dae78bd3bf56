/**
 * `single-loop`: many tasks in flight on one event loop. A drive offers all of them at once; they wait in a first-in-first-out
 * queue and are started in turns of the loop, for at most 1 ms a turn: tasks that never await must not keep the loop from timers,
 * sockets and each other for longer than one of them lasts. In a server there is no such queue, for sockets pace its requests.
 */
import { createExecutor } from '../executor/create-executor.ts';
import type { Executor } from '../executor/executor.ts';
import { createInlineSession, executeInline } from '../executor/inline-session.ts';
import { nowMs } from '../measure/clock.ts';
import type { ExecutionModel, TaskReceipt } from '../model.ts';

/** Time for which tasks may be started before the loop must turn. */
const TURN_BUDGET_MS = 1;
const scheduleImmediate = setImmediate;

interface WaitingTask {
  readonly input: unknown;
  readonly settle: (receipt: Promise<TaskReceipt>) => void;
}

/** Starts tasks at once while the turn has time left, and in the following turns otherwise. */
class TurnQueue {
  readonly #executor: Executor;
  readonly #waiting: WaitingTask[] = [];
  #turnStartedMs = 0;
  /** Whether an immediate is under way that will begin the next turn. */
  #nextTurnScheduled = false;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  run(input: unknown): Promise<TaskReceipt> {
    if (this.#waiting.length === 0 && this.#hasTimeLeft()) return executeInline(this.#executor, input);
    return new Promise((settle) => {
      this.#waiting.push({ input, settle });
    });
  }

  #hasTimeLeft(): boolean {
    if (this.#nextTurnScheduled) return nowMs() - this.#turnStartedMs < TURN_BUDGET_MS;
    this.#nextTurnScheduled = true;
    this.#turnStartedMs = nowMs();
    scheduleImmediate(this.#beginTurn);
    return true;
  }

  readonly #beginTurn = (): void => {
    this.#nextTurnScheduled = false;
    let startedCount = 0;
    while (startedCount < this.#waiting.length && this.#hasTimeLeft()) {
      const { input, settle } = this.#waiting[startedCount]!;
      startedCount += 1;
      settle(executeInline(this.#executor, input));
    }
    this.#waiting.splice(0, startedCount);
  };
}

export const singleLoop: ExecutionModel = {
  id: 'single-loop',
  summary: 'many tasks in flight on one event loop: what a Node.js server does by default',
  guidance:
    'Wins where tasks mostly wait (network, disk, timers), and where they compute for less than some tenths of a millisecond, for the way to a worker and back takes about 0.1 ms. Costs: JavaScript has one core, and a task that computes keeps timers, sockets and all other tasks waiting for as long as it lasts.',
  knobs: [],
  serves: 'also',
  onlyOneInFlight: false,
  sharesInputs: true,
  executors: 'loop',
  spawnsWhileRunning: false,
  mergesQueueAndSend: false,
  open: async (request) => {
    const executor = await createExecutor(request.executor, 0);
    const queue = new TurnQueue(executor);
    return createInlineSession(executor, (input) => queue.run(input));
  },
  // As a handler computes, in the callback of its own request: the loop serves every socket that is readable before it polls again,
  // so whoever asks meanwhile waits for all of them. A turn between any two requests would let him in after one.
  openToServe: async (request) => {
    const executor = await createExecutor(request.executor, 0);
    return createInlineSession(executor, (input) => executeInline(executor, input));
  },
};

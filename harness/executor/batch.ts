/**
 * The knob `batch`: several tasks in one message, so that its cost is shared. Tasks wait until as many are together, at the
 * latest until the loop turns; their executor carries them out one after the other (all at once where they wait for
 * something), and all of them are answered with the last.
 */
import type { ErrorRecord } from '../errors.ts';
import { nowMs } from '../measure/clock.ts';
import type {
  BatchMeters,
  ExecutorMetrics,
  KnobSpec,
  ModelSession,
  TaskReceipt,
  TransferList,
} from '../model.ts';
import type { ExecutedTask, Executor } from './executor.ts';

// Captured before any scenario is loaded, which may replace it.
const scheduleImmediate = setImmediate;

export const BATCH_KNOB: KnobSpec = {
  id: 'batch',
  summary:
    'tasks that travel in one message and are answered together; a message leaves when it is full, at the latest when the loop turns',
  type: 'count',
  defaultValue: 1,
  isQuiet: true,
};

/** What came of one task of a batch, without names: see the replies of threads. */
type BatchedReply = readonly [output: unknown, startedMs: number, endedMs: number, error: ErrorRecord | null];

const toReply = ({ output, startedMs, endedMs, error }: ExecutedTask): BatchedReply => [
  output,
  startedMs,
  endedMs,
  error,
];

/** The executor's side: an input is the list of the inputs of a batch, its output the list of what came of them. */
export function createBatchExecute(execute: Executor['execute']): Executor['execute'] {
  return (inputs) => {
    const startedMs = nowMs();
    const done = (tasks: readonly ExecutedTask[]): ExecutedTask => ({
      output: tasks.map(toReply),
      error: null,
      startedMs,
      endedMs: nowMs(),
    });
    const tasks = (inputs as readonly unknown[]).map((input) => execute(input));
    const isWaiting = tasks.some((task) => task instanceof Promise);
    return isWaiting ? Promise.all(tasks).then(done) : done(tasks as ExecutedTask[]);
  };
}

interface WaitingTask {
  readonly input: unknown;
  readonly transferList: TransferList;
  readonly offeredMs: number;
  readonly settle: (receipt: TaskReceipt) => void;
}

/** The caller's side, in front of any session whose executors take batches. */
export class Batcher {
  readonly #session: ModelSession;
  readonly #size: number;
  #waiting: WaitingTask[] = [];
  #isTurnAwaited = false;
  readonly #meters = { count: 0, taskCount: 0, gatherMs: 0, queueAndSendMs: 0, runMs: 0, returnMs: 0 };
  /** Gathers tasks. */
  readonly gathering: ModelSession;
  /** Sends each task by itself, as a batch of one: where a task for every executor is wanted. */
  readonly single: ModelSession;

  constructor(session: ModelSession, size: number) {
    this.#session = session;
    this.#size = size;
    const { executorCount, leastExecutorCount, childPids } = session;
    const common = {
      executorCount,
      ...(leastExecutorCount === undefined ? {} : { leastExecutorCount }),
      childPids,
      metrics: () => this.#metrics(),
      ...(session.liveBytes === undefined ? {} : { liveBytes: () => session.liveBytes!() }),
      close: () => session.close(),
    };
    const run = (input: unknown, transferList: TransferList = []): Promise<TaskReceipt> =>
      new Promise((settle) => this.#gather({ input, transferList, offeredMs: nowMs(), settle }));
    const runAlone = (input: unknown, transferList: TransferList = []): Promise<TaskReceipt> =>
      new Promise((settle) => void this.#send([{ input, transferList, offeredMs: nowMs(), settle }]));
    this.gathering = { ...common, run };
    this.single = { ...common, run: runAlone };
  }

  #gather(task: WaitingTask): void {
    this.#waiting.push(task);
    if (this.#waiting.length >= this.#size) {
      this.#sendWaiting();
    } else if (!this.#isTurnAwaited) {
      this.#isTurnAwaited = true;
      scheduleImmediate(() => {
        this.#isTurnAwaited = false;
        this.#sendWaiting();
      });
    }
  }

  #sendWaiting(): void {
    if (this.#waiting.length === 0) return;
    const tasks = this.#waiting;
    this.#waiting = [];
    void this.#send(tasks);
  }

  async #send(tasks: readonly WaitingTask[]): Promise<void> {
    const sentMs = nowMs();
    const transferList = tasks.flatMap((task) => task.transferList);
    const inputs = tasks.map(({ input }) => input);
    const receipt = await (transferList.length === 0
      ? this.#session.run(inputs)
      : this.#session.run(inputs, transferList));
    if (receipt.error !== null) {
      for (const { settle } of tasks) settle(receipt);
      return;
    }
    const replies = receipt.output as readonly BatchedReply[];
    this.#book(tasks, replies, sentMs);
    for (const [place, { settle }] of tasks.entries()) {
      const [output, startedMs, endedMs, error] = replies[place]!;
      settle({ ...receipt, output, error, startedMs, endedMs });
    }
  }

  #book(tasks: readonly WaitingTask[], replies: readonly BatchedReply[], sentMs: number): void {
    const settledMs = nowMs();
    const firstMs = replies.reduce((least, reply) => Math.min(least, reply[1]), Number.POSITIVE_INFINITY);
    const lastMs = replies.reduce((most, reply) => Math.max(most, reply[2]), Number.NEGATIVE_INFINITY);
    const meters = this.#meters;
    meters.count += 1;
    meters.taskCount += tasks.length;
    meters.gatherMs += sentMs - tasks[0]!.offeredMs;
    meters.queueAndSendMs += firstMs - sentMs;
    meters.runMs += lastMs - firstMs;
    meters.returnMs += settledMs - lastMs;
  }

  /** The stamps of tasks are in their replies; those that an executor kept are of whole batches. */
  async #metrics(): Promise<ExecutorMetrics> {
    const { stampsMs: _ofBatches, ...metrics } = await this.#session.metrics();
    const batches: BatchMeters = { ...this.#meters };
    return { ...metrics, batches };
  }
}

/**
 * `floor:message`: what any pool of threads pays at the least. Each task is posted at once, to the threads in turn; it waits
 * in the port of its thread, and the answer names it by its number. There is no queue, and no limit of tasks a thread.
 */
import { builtUrl } from '../built.ts';
import type { EndWatch } from '../executor/end-watch.ts';
import { type FloorChannel, openFloor } from '../executor/floor-session.ts';
import { describeUnsendable, failedReceipt, type WorkerReading } from '../executor/pool-receipts.ts';
import { WatchedThread } from '../executor/watched-thread.ts';
import { nowMs } from '../measure/clock.ts';
import type { ExecutionModel, OpenRequest, TaskReceipt } from '../model.ts';
import {
  CLOSE_SCENARIO,
  type FromThread,
  READ_METERS,
  type ThreadData,
  type ToThread,
} from './floor-message-protocol.ts';

interface PostedTask {
  readonly settle: (receipt: TaskReceipt) => void;
  readonly submittedMs: number;
}

class MessageChannelToThreads implements FloorChannel {
  readonly threads: readonly WatchedThread[];
  readonly #watch: EndWatch;
  readonly #posted = new Map<number, PostedTask>();
  /** Of each thread: who waits for its answer to what is no task. */
  readonly #asked: ((answer: FromThread) => void)[] = [];
  #nextId = 0;

  constructor({ executor, knobs }: OpenRequest, watch: EndWatch) {
    this.#watch = watch;
    const entry = builtUrl('harness/models/floor-message-entry.js');
    this.threads = Array.from({ length: Number(knobs.poolSize) }, (_, executorIndex) => {
      const data: ThreadData = { executor, executorIndex };
      return new WatchedThread(entry, data, executorIndex, (record) => watch.fail(record));
    });
    for (const thread of this.threads) {
      void thread.opened.then(() => {
        thread.worker.on('message', (answer: FromThread) => this.#receive(thread.index, answer));
      });
    }
    void watch.ended.then((error) => {
      for (const { settle, submittedMs } of this.#posted.values()) settle(failedReceipt(error, submittedMs));
      this.#posted.clear();
    });
  }

  run(input: unknown): Promise<TaskReceipt> {
    const submittedMs = nowMs();
    if (this.#watch.failure !== null) return Promise.resolve(failedReceipt(this.#watch.failure, submittedMs));
    return new Promise((settle) => {
      const id = this.#nextId++;
      this.#posted.set(id, { settle, submittedMs });
      try {
        const message: ToThread = [id, input];
        this.threads[id % this.threads.length]!.worker.postMessage(message);
      } catch (thrown) {
        this.#posted.delete(id);
        settle(failedReceipt(describeUnsendable(thrown, 'threads'), submittedMs));
      }
    });
  }

  /** By index: a destructuring pattern would walk an iterator for every task. */
  #receive(executorIndex: number, answer: FromThread): void {
    const task = this.#posted.get(answer[0]);
    if (task === undefined || answer.length !== 5) {
      this.#asked[executorIndex]?.(answer);
      return;
    }
    this.#posted.delete(answer[0]);
    task.settle({
      output: answer[1],
      error: answer[4],
      submittedMs: task.submittedMs,
      startedMs: answer[2],
      endedMs: answer[3],
      executorIndex,
    });
  }

  #ask({ index, worker }: WatchedThread, id: number): Promise<FromThread> {
    return new Promise((resolve) => {
      this.#asked[index] = resolve;
      worker.postMessage([id] satisfies ToThread);
    });
  }

  readMeters(): Promise<WorkerReading[]> {
    return Promise.all(
      this.threads.map(async (thread) => (await this.#ask(thread, READ_METERS))[1] as WorkerReading),
    );
  }

  closeScenarios(): Promise<unknown> {
    return Promise.all(this.threads.map((thread) => this.#ask(thread, CLOSE_SCENARIO)));
  }
}

export const floorMessage: ExecutionModel = {
  id: 'floor:message',
  summary:
    'bare postMessage to worker threads in turn, without a queue: the limit of every pool of threads, never recommended',
  guidance:
    'No way to run work, but what any pool of threads pays at the least: set it beside one to see what its queue and its bookkeeping cost. It has no queue, no limit, and no answer to a thread that hangs.',
  knobs: [{ id: 'poolSize', summary: 'number of threads', type: 'count', defaultValue: 'cores' }],
  onlyOneInFlight: false,
  sharesInputs: false,
  executors: 'threads',
  spawnsWhileRunning: false,
  mergesQueueAndSend: false,
  messageFormat: () => 'clone',
  isFloor: true,
  open: (request) => openFloor((watch) => new MessageChannelToThreads(request, watch)),
};

/**
 * A workerpool of fixed size as a session: threads or processes, all of them started and open before the first task. The
 * library's terminate timeout is short: its default of a second is paid by the task after one that was ended. Processes
 * speak by structured clone, as threads do; the default, JSON, loses what JSON has no word for.
 */
import { fileURLToPath } from 'node:url';
import { serialize } from 'node:v8';
import type { Pool } from 'workerpool';
import { builtUrl } from '../built.ts';
import { CrossoverError, type ErrorRecord } from '../errors.ts';
import { monitorGc } from '../measure/gc-monitor.ts';
import { readLiveBytes } from '../measure/live-memory.ts';
import type { ExecutorMetrics, ModelSession, OpenRequest, TaskReceipt } from '../model.ts';
import { EndWatch } from './end-watch.ts';
import { describeUnsendable, failedReceipt, toMetrics } from './pool-receipts.ts';
import type { WorkerReply } from './thread-protocol.ts';
import { waitAtMost } from './wait-at-most.ts';
import { type WorkerpoolWorker, workersOf } from './workerpool-workers.ts';

/** How long the scenario's close() may take in all workers together. */
const CLOSE_MS = 500;
const TERMINATE_MS = 100;
/** What the library rejects tasks with whose worker is gone, or whose pool is. */
const ENDED = /^(Workerpool Worker|Worker is terminated|Worker terminat|Pool terminated)/i;

type Way = 'threads' | 'processes';

export class WorkerpoolSession implements ModelSession {
  readonly executorCount: number;
  readonly childPids: readonly number[];
  readonly #way: Way;
  readonly #pool: Pool;
  readonly #workers: readonly WorkerpoolWorker[];
  readonly #watch = new EndWatch();
  readonly #gc = monitorGc();
  readonly #sendable = new WeakSet<object>();
  #closing: Promise<void> | null = null;

  private constructor(way: Way, pool: Pool) {
    this.#way = way;
    this.#pool = pool;
    this.#workers = workersOf(pool, (record) => this.#watch.fail(record));
    this.executorCount = this.#workers.length;
    this.childPids = this.#workers.flatMap(({ pid }) => pid ?? []);
    void this.#watch.ended.then(() => this.#endWorkers());
  }

  static async open(way: Way, { executor, knobs }: OpenRequest): Promise<ModelSession> {
    const { pool: createPool } = await import('workerpool');
    const workerCount = Number(knobs.poolSize);
    let isComplete = false;
    const pool = createPool(fileURLToPath(builtUrl('harness/executor/workerpool-entry.js')), {
      workerType: way === 'threads' ? 'thread' : 'process',
      minWorkers: workerCount,
      maxWorkers: workerCount,
      queueStrategy: 'fifo',
      workerTerminateTimeout: TERMINATE_MS,
      forkOpts: { serialization: 'advanced' },
      emitStdStreams: way === 'processes', // what a process says last would else be lost
      onCreateWorker: () => {
        // Figures of a pool that lost its warm workers mean nothing: nobody comes in their place.
        if (isComplete) throw new Error('a worker ended, and the pool with it');
        return undefined;
      },
    });
    isComplete = true;
    const session = new WorkerpoolSession(way, pool);
    const opening = session.#workers.map((worker, index) => worker.call('openScenario', executor, index));
    const failure = await Promise.all(opening).then(
      (records) => records.find((record) => record !== null) ?? null,
      () => session.#watch.ended,
    );
    if (failure === null) return session;
    await session.close();
    throw new CrossoverError('CROSSOVER_OPEN_FAILED', failure.message, { cause: failure });
  }

  run(input: unknown): Promise<TaskReceipt> {
    const error = this.#watch.failure ?? this.#tryToSend(input);
    if (error !== null) return Promise.resolve(failedReceipt(error, Number.NaN));
    return new Promise((settle) => {
      this.#pool.exec('runTask', [input]).then(
        (reply: WorkerReply) => settle(toReceipt(reply)),
        (rejection: unknown) => {
          void this.#explain(rejection).then((record) => settle(failedReceipt(record, Number.NaN)));
        },
      );
    });
  }

  /** Each input once: a message that cannot be written holds the library's worker for ever, and its task is lost. */
  #tryToSend(input: unknown): ErrorRecord | null {
    const isObject = typeof input === 'object' && input !== null;
    if (isObject ? this.#sendable.has(input) : typeof input !== 'function' && typeof input !== 'symbol') {
      return null;
    }
    try {
      if (this.#way === 'threads') structuredClone(input);
      else serialize(input);
    } catch (thrown) {
      return describeUnsendable(thrown, this.#way);
    }
    if (isObject) this.#sendable.add(input);
    return null;
  }

  /** Errors of tasks are in their replies: what is rejected was lost with its worker, or could not be sent back. */
  async #explain(rejection: unknown): Promise<ErrorRecord> {
    if (!(rejection instanceof Error)) return describeUnsendable(rejection, this.#way);
    if (ENDED.test(rejection.message)) return this.#watch.ended;
    // Of a DOMException, as cloning throws it, the library carries the stack alone.
    const [, said] = /^\w+: (.+)/.exec(rejection.stack ?? '') ?? [];
    const message = rejection.message === '' ? said : rejection.message;
    return describeUnsendable(new Error(message, { cause: rejection.cause }), this.#way);
  }

  async metrics(): Promise<ExecutorMetrics> {
    return toMetrics(this.#gc.read(), await this.#askAll((worker) => worker.call('readMeters')));
  }

  async liveBytes(): Promise<number> {
    const inWorkers = await this.#askAll((worker) => worker.call('readLiveBytes'));
    return inWorkers.reduce((total, bytes) => total + bytes, await readLiveBytes());
  }

  /** Throws what a worker ended by. */
  async #askAll<Answer>(ask: (worker: WorkerpoolWorker) => Promise<Answer>): Promise<Answer[]> {
    try {
      return await Promise.all(this.#workers.map(ask));
    } catch {
      const { message } = await this.#watch.ended;
      throw new CrossoverError('CROSSOVER_EXECUTOR_DIED', message);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#gc.stop();
    if (this.#watch.failure === null) {
      const closing = this.#workers.map((worker) => worker.call('closeScenario').catch(() => {}));
      await waitAtMost(CLOSE_MS, [Promise.all(closing), this.#watch.ended]);
    }
    this.#watch.close();
    await Promise.all(this.#workers.map((worker) => worker.gone()));
  }

  /** Rejects all tasks and asks all workers to leave. */
  #endWorkers(): void {
    this.#pool.terminate(true).catch(() => {}); // one that is gone already is an error there
  }
}

/** By index: a destructuring pattern would walk an iterator for every task. */
function toReceipt(reply: WorkerReply): TaskReceipt {
  return {
    output: reply[0],
    error: reply[4],
    submittedMs: Number.NaN,
    startedMs: reply[1],
    endedMs: reply[2],
    executorIndex: reply[3],
  };
}

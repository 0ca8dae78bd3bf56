/** Why a worker of a pool of threads ended, as the first who saw it tells; what comes of that end is never the reason. */
import { type ErrorRecord, toErrorRecord } from '../errors.ts';
import { adviseAfterEnd } from '../last-words.ts';
import type { TransferList } from '../model.ts';
import { REPLACEMENT_ENDED, type WorkerReply } from './thread-protocol.ts';

/** What a library's pool must be able to do; an adapter makes it of what it can. */
export interface ThreadPool {
  run(input: unknown, options?: { readonly transferList: TransferList }): Promise<WorkerReply>;
  /**
   * `error`: of a worker that had no task. `workerDestroy`: a worker is gone, whatever of; where a pool may shrink, with the
   * worker's thread as `id`. `workerCreate`: a thread was started.
   */
  on(event: 'error' | 'workerDestroy' | 'workerCreate', listener: (told: unknown) => void): unknown;
  /** Ends all workers, and rejects all tasks. */
  destroy(): Promise<void>;
}

const QUEUE_FULL =
  'The pool refused a task: as many as maxQueue allows were waiting. Raise --knob maxQueue, or lower --in-flight to poolSize × tasksPerWorker + maxQueue.';

/** Where the reason of the library alone does not say what to do. */
function adviseOn(reason: string): string {
  if (/memory limit|out of memory/i.test(reason)) return `. ${adviseAfterEnd(reason)}`;
  return /^worker exited with code/.test(reason) ? `. ${adviseAfterEnd('')}` : '';
}

/** What the library rejects with, as data: a worker that is gone, a value that cannot be cloned, a queue that is full. */
export function describeRejection(rejection: unknown): ErrorRecord {
  const record = toErrorRecord(rejection, 'CROSSOVER_EXECUTOR_DIED');
  if (record.name === 'DataCloneError' || /could not be cloned/.test(record.message)) {
    return {
      ...record,
      code: 'CROSSOVER_NOT_CLONABLE',
      message: `${record.message} Inputs and outputs travel between threads: return plain data (no functions, sockets or class instances with private state).`,
    };
  }
  if (/queue is at limit|No task queue available/.test(record.message)) {
    return { ...record, code: 'CROSSOVER_QUEUE_FULL', name: 'CrossoverError', message: QUEUE_FULL };
  }
  if (record.code === 'CROSSOVER_EXECUTOR_DIED' || /exit|terminat/i.test(record.message)) {
    const message = `A worker thread ended while it had a task: ${record.message}`;
    return { ...record, code: 'CROSSOVER_EXECUTOR_DIED', message: `${message}${adviseOn(record.message)}` };
  }
  return record;
}

/** What comes of the end of another worker, and so is never the reason. */
export function isSequel(reason: unknown): boolean {
  const message = reason instanceof Error ? reason.message : '';
  return message.includes(REPLACEMENT_ENDED) || /Terminating worker thread/.test(message);
}

/**
 * Watches for workers that end by themselves. The library would replace one, and tasks that it queues would wait for ever;
 * but figures of a pool that lost its warm workers mean nothing, so the session ends with the first of them.
 */
export class WorkerWatch {
  #reason: unknown = null;
  /** Whether the reason is only that a worker is gone. */
  #isGeneric = false;
  #isClosing = false;
  readonly #pool: Pick<ThreadPool, 'on' | 'destroy'>;
  readonly #onIdle: ((threadId: number) => void) | null;

  /**
   * @param onIdle hears of threads that the pool itself ended, where it may shrink. Null: it has no reason to end one.
   */
  constructor(pool: Pick<ThreadPool, 'on' | 'destroy'>, onIdle: ((threadId: number) => void) | null = null) {
    this.#pool = pool;
    this.#onIdle = onIdle;
    pool.on('error', (error: unknown) => this.learn(error));
    pool.on('workerDestroy', (told) => {
      if (this.#isClosing) return;
      // A thread that has left by itself has no id any more; of one that failed the error is told next.
      const { id = 0 } = (told ?? {}) as { readonly id?: number };
      if (this.#onIdle !== null && id > 0) {
        this.#onIdle(id);
        return;
      }
      if (this.#reason === null) {
        this.#isGeneric = true;
        this.#reason = new Error(
          'it ended by itself; look for process.exit, an error that nobody caught, or memory that ran out',
        );
      }
      queueMicrotask(() => void this.end(pool));
    });
  }

  /** Why a worker ended, or null while all of them live. */
  get failure(): ErrorRecord | null {
    return this.#reason === null ? null : describeRejection(this.#reason);
  }

  /** The first who saw why a worker ended knows more than the pool, which tells only that it did. */
  learn(reason: unknown): void {
    if (isSequel(reason) || !(this.#reason === null || this.#isGeneric)) return;
    this.#reason = reason;
    this.#isGeneric = false;
    if (this.#onIdle !== null && !this.#isClosing) queueMicrotask(() => void this.end(this.#pool));
  }

  async end(pool: Pick<ThreadPool, 'destroy'>): Promise<void> {
    this.#isClosing = true;
    await pool.destroy();
  }
}

/** Why a worker of a pool of threads ended, as the first who saw it tells; what comes of that end is never the reason. */
import { type ErrorRecord, toErrorRecord } from '../errors.ts';
import { adviseAfterEnd } from '../last-words.ts';
import { REPLACEMENT_ENDED, type WorkerReply } from './thread-protocol.ts';

/** What a library's pool must be able to do; an adapter makes it of what it can. */
export interface ThreadPool {
  run(input: unknown): Promise<WorkerReply>;
  /** `error`: of a worker that had no task. `workerDestroy`: a worker is gone, whatever of. */
  on(event: 'error' | 'workerDestroy', listener: (error: unknown) => void): unknown;
  /** Ends all workers, and rejects all tasks. */
  destroy(): Promise<void>;
}

/** Where the reason of the library alone does not say what to do. */
function adviseOn(reason: string): string {
  if (/memory limit|out of memory/i.test(reason)) return `. ${adviseAfterEnd(reason)}`;
  return /^worker exited with code/.test(reason) ? `. ${adviseAfterEnd('')}` : '';
}

/** What the library rejects with, as data: a worker that is gone, or a value that cannot be cloned. */
export function describeRejection(rejection: unknown): ErrorRecord {
  const record = toErrorRecord(rejection, 'CROSSOVER_EXECUTOR_DIED');
  if (record.name === 'DataCloneError' || /could not be cloned/.test(record.message)) {
    return {
      ...record,
      code: 'CROSSOVER_NOT_CLONABLE',
      message: `${record.message} Inputs and outputs travel between threads: return plain data (no functions, sockets or class instances with private state).`,
    };
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

  constructor(pool: Pick<ThreadPool, 'on' | 'destroy'>) {
    pool.on('error', (error: unknown) => this.learn(error));
    pool.on('workerDestroy', () => {
      if (this.#isClosing) return;
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
  }

  async end(pool: Pick<ThreadPool, 'destroy'>): Promise<void> {
    this.#isClosing = true;
    await pool.destroy();
  }
}

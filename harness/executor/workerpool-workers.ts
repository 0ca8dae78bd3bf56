/**
 * The workers behind a pool of workerpool 10, one by one. The library tells only of a worker that had a task when it
 * ended, and names none when it takes one; so this looks at its list of workers, which its types call private.
 */
import type { ChildProcess } from 'node:child_process';
import type { Worker } from 'node:worker_threads';
import type { Pool } from 'workerpool';
import { type ErrorRecord, toErrorRecord } from '../errors.ts';
import { adviseAfterEnd, describeEnd } from '../last-words.ts';
import type { ExecutorSpec } from '../model.ts';
import type { WorkerReading } from './pool-receipts.ts';
import type { WorkerReply } from './thread-protocol.ts';
import { describeRejection } from './thread-watch.ts';

const scheduleTimer = setTimeout;
const cancelTimer = clearTimeout;
const scheduleImmediate = setImmediate;
/** How long a worker may take to leave by itself when it is asked to, or when it cannot be reached any more. */
const LEAVE_MS = 500;

/** What a worker offers; the library calls each by its name. */
export interface WorkerpoolMethods {
  openScenario(spec: ExecutorSpec, index: number): Promise<ErrorRecord | null>;
  runTask(input: unknown): WorkerReply | Promise<WorkerReply>;
  readMeters(): WorkerReading;
  readLiveBytes(): Promise<number>;
  closeScenario(): Promise<void>;
}

/** The library's own handle of one worker. */
interface Handler {
  readonly worker: Worker | ChildProcess;
  exec(method: keyof WorkerpoolMethods, params: readonly unknown[]): PromiseLike<unknown>;
}

function isProcess(worker: Worker | ChildProcess): worker is ChildProcess {
  return 'pid' in worker;
}

function describeUnreachable(error: unknown): ErrorRecord {
  const { message } = toErrorRecord(error, 'CROSSOVER_EXECUTOR_DIED');
  return {
    code: 'CROSSOVER_EXECUTOR_DIED',
    name: 'CrossoverError',
    message: `A child process lives but cannot be reached: ${message}. Look for process.disconnect() in the task or its packages.`,
  };
}

/** One worker, watched from its start to its end. */
export class WorkerpoolWorker {
  readonly #handler: Handler;
  readonly #worker: Worker | ChildProcess;
  readonly #exited: Promise<void>;
  #stderr = '';

  /** `onEnd` hears why it ended, as the first who saw it tells. */
  constructor(handler: Handler, onEnd: (record: ErrorRecord) => void) {
    this.#handler = handler;
    const { worker } = handler; // the handler forgets it when it ends
    this.#worker = worker;
    if (isProcess(worker)) {
      worker.stderr?.on('data', (text: Buffer) => {
        this.#stderr = (this.#stderr + text.toString()).slice(-2_000);
      });
    }
    worker.on('error', (error: unknown) => {
      // A message to a process that has ended fails before its end is told, and only that says what it died of.
      if (this.pid !== null) scheduleTimer(() => onEnd(describeUnreachable(error)), LEAVE_MS).unref();
      else onEnd(describeRejection(error));
    });
    this.#exited = new Promise((resolve) => {
      worker.on('exit', (code: number | null, signal: string | null = null) => {
        resolve();
        // What it said last may still be on its way.
        scheduleImmediate(() => onEnd(this.#describeExit(code, signal)));
      });
    });
  }

  /** Of a process; null for a thread. */
  get pid(): number | null {
    return isProcess(this.#worker) ? (this.#worker.pid ?? null) : null;
  }

  #describeExit(code: number | null, signal: string | null): ErrorRecord {
    const kind = isProcess(this.#worker) ? 'child process' : 'worker thread';
    const message = `A ${kind} ended (${describeEnd(code, signal)}) while it was needed. ${adviseAfterEnd(this.#stderr, signal)}`;
    return { code: 'CROSSOVER_EXECUTOR_DIED', name: 'CrossoverError', message };
  }

  call<Name extends keyof WorkerpoolMethods>(
    name: Name,
    ...params: Parameters<WorkerpoolMethods[Name]>
  ): Promise<Awaited<ReturnType<WorkerpoolMethods[Name]>>> {
    return new Promise((resolve, reject) => {
      this.#handler
        .exec(name, params)
        .then((reply) => resolve(reply as Awaited<ReturnType<WorkerpoolMethods[Name]>>), reject);
    });
  }

  /** Resolves when it is gone; one that does not leave when it is asked is ended. */
  async gone(): Promise<void> {
    const timer = scheduleTimer(() => {
      if (isProcess(this.#worker)) this.#worker.kill('SIGKILL');
      else void this.#worker.terminate();
    }, LEAVE_MS);
    await this.#exited;
    cancelTimer(timer);
  }
}

/** All workers that the pool has now. */
export function workersOf(pool: Pool, onEnd: (record: ErrorRecord) => void): WorkerpoolWorker[] {
  const { workers } = pool as unknown as { readonly workers: readonly Handler[] };
  return workers.map((handler) => new WorkerpoolWorker(handler, onEnd));
}

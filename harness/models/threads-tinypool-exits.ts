/**
 * Notices the end of Tinypool's threads. Tinypool 2 listens for their errors alone: a thread that calls `process.exit`
 * leaves its task unanswered for ever, and `destroy()` then waits for ever for an end that has been. It waits by `once`, which
 * takes its listeners off again when a thread throws meanwhile; what it waits on has no way to do so, and the TypeError of
 * that ended the whole process.
 */
import type { Worker } from 'node:worker_threads';
import type { Tinypool, TinypoolWorker } from 'tinypool';
import type { WorkerReply } from '../executor/thread-protocol.ts';
import type { ThreadPool } from '../executor/thread-watch.ts';

/** What Tinypool makes of a thread: its own `on` and `once` lead to that. */
type WithThread = TinypoolWorker & { readonly thread: Worker; removeListener?: Worker['removeListener'] };

function giveRemoveListener(worker: WithThread): void {
  worker.removeListener ??= worker.thread.removeListener.bind(worker.thread);
}

export class WatchedTinypool implements ThreadPool {
  readonly #pool: Tinypool;
  readonly #exits = new Map<TinypoolWorker, Promise<void>>();
  #onExit: (error: unknown) => void = () => {};

  constructor(pool: Tinypool) {
    this.#pool = pool;
    this.#watchAll();
  }

  #watchAll(): void {
    for (const thread of this.#pool.threads) {
      if (this.#exits.has(thread)) continue;
      giveRemoveListener(thread as WithThread);
      const exit = new Promise<void>((resolve) => {
        thread.once('exit', () => {
          resolve();
          this.#onExit(undefined);
        });
      });
      this.#exits.set(thread, exit);
    }
  }

  run(input: unknown): Promise<WorkerReply> {
    return this.#pool.run(input);
  }

  on(event: 'error' | 'workerDestroy', listener: (error: unknown) => void): void {
    if (event === 'error') this.#pool.on('error', listener);
    else this.#onExit = listener;
  }

  /** Resolves when all threads are gone, those included that Tinypool had started in the place of others. */
  async destroy(): Promise<void> {
    this.#watchAll();
    this.#pool.destroy().catch(() => {}); // it may wait for a thread that is gone
    await Promise.all(this.#exits.values());
  }
}

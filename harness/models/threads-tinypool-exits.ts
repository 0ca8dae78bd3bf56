/**
 * Notices the end of Tinypool's threads. Tinypool 2 listens for their errors alone: a thread that calls `process.exit`
 * leaves its task unanswered for ever, and `destroy()` then waits for ever for an end that has been.
 */
import type { Tinypool, TinypoolWorker } from 'tinypool';
import type { WorkerReply } from '../executor/thread-protocol.ts';
import type { ThreadPool } from '../executor/thread-watch.ts';

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

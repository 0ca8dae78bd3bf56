/** Why a pool came to its end: the first reason counts, and whoever sees only that it did waits for it. */
import type { ErrorRecord } from '../errors.ts';

export class EndWatch {
  #failure: ErrorRecord | null = null;
  #tell: (record: ErrorRecord) => void = () => {};
  /** Settles with the reason; never while all is well. */
  readonly ended: Promise<ErrorRecord>;

  constructor() {
    this.ended = new Promise((resolve) => {
      this.#tell = resolve;
    });
  }

  /** The reason, or null while the pool lives. */
  get failure(): ErrorRecord | null {
    return this.#failure;
  }

  fail(record: ErrorRecord): void {
    this.#failure ??= record;
    this.#tell(this.#failure);
  }

  /** The end that was asked for: tasks that were under way are told so. */
  close(): void {
    this.fail({
      code: 'CROSSOVER_EXECUTOR_DIED',
      name: 'CrossoverError',
      message: 'The pool was closed and its executors ended while the task was under way.',
    });
  }
}

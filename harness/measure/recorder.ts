/**
 * The time stamps of every task of one slice, in preallocated memory: five numbers a task and nothing computed while
 * tasks run. The same recorder serves every model, so its cost falls on all of them alike.
 */

const FIELDS = 6;
const INITIAL_TASKS = 16_384;

/** One task's way, in clock milliseconds; `submittedMs` is NaN where a library hides it. */
export interface TaskStamps {
  readonly offeredMs: number;
  readonly submittedMs: number;
  readonly startedMs: number;
  readonly endedMs: number;
  readonly settledMs: number;
  readonly executorIndex: number;
}

export class Recorder {
  #stamps = new Float64Array(INITIAL_TASKS * FIELDS);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  clear(): void {
    this.#count = 0;
  }

  record(
    offeredMs: number,
    submittedMs: number,
    startedMs: number,
    endedMs: number,
    settledMs: number,
    executorIndex: number,
  ): void {
    const at = this.#count * FIELDS;
    if (at === this.#stamps.length) {
      const larger = new Float64Array(this.#stamps.length * 2);
      larger.set(this.#stamps);
      this.#stamps = larger;
    }
    const stamps = this.#stamps;
    stamps[at] = offeredMs;
    stamps[at + 1] = submittedMs;
    stamps[at + 2] = startedMs;
    stamps[at + 3] = endedMs;
    stamps[at + 4] = settledMs;
    stamps[at + 5] = executorIndex;
    this.#count += 1;
  }

  /**
   * Fills in the start and end of tasks whose executor kept them: `stampsMs[executor]` holds s₀, e₀, s₁, e₁, … in the order
   * in which its tasks settled. Throws a `RangeError` when an executor kept fewer than it settled.
   */
  fillStamps(stampsMs: readonly (readonly number[])[]): void {
    const read = stampsMs.map(() => 0);
    for (let at = 0; at < this.#count * FIELDS; at += FIELDS) {
      const executor = this.#stamps[at + 5]!;
      const next = read[executor] ?? 0;
      const startedMs = stampsMs[executor]?.[next];
      const endedMs = stampsMs[executor]?.[next + 1];
      if (startedMs === undefined || endedMs === undefined) {
        throw new RangeError(`Executor ${executor} kept ${next / 2} stamps, fewer than it settled tasks.`);
      }
      this.#stamps[at + 2] = startedMs;
      this.#stamps[at + 3] = endedMs;
      read[executor] = next + 2;
    }
  }

  /** In the order in which the tasks settled. */
  *tasks(): Generator<TaskStamps> {
    for (let index = 0; index < this.#count; index++) {
      const at = index * FIELDS;
      yield {
        offeredMs: this.#stamps[at]!,
        submittedMs: this.#stamps[at + 1]!,
        startedMs: this.#stamps[at + 2]!,
        endedMs: this.#stamps[at + 3]!,
        settledMs: this.#stamps[at + 4]!,
        executorIndex: this.#stamps[at + 5]!,
      };
    }
  }
}

/**
 * What tasks say of themselves, where their scenario has a way to tell: whether they came to what they were for, and in how many
 * attempts. Read off every output as it settles, apart from the recorder, so that scenarios without it pay nothing.
 */
import { type ErrorRecord, toErrorRecord } from '../errors.ts';
import type { Scenario } from '../scenario.ts';
import { creditOf } from '../stats/credit.ts';
import type { TaskStamps } from './recorder.ts';

const INITIAL_TASKS = 16_384;

/** Sums over the tasks of a window, each by its credit: as throughput is read, so that a share of it can be good. */
export interface OutcomeReading {
  /** Credit of good tasks; null where the scenario does not tell. */
  readonly goodCredit: number | null;
  /** Σ credit × attempts; null where the scenario does not tell. */
  readonly attemptCredit: number | null;
}

export class Outcomes {
  readonly #isGood: NonNullable<Scenario['isGood']> | null;
  readonly #attemptsOf: NonNullable<Scenario['attemptsOf']> | null;
  #goods = new Uint8Array(INITIAL_TASKS);
  #attempts = new Float64Array(INITIAL_TASKS);
  #count = 0;
  #error: ErrorRecord | null = null;

  private constructor({ isGood, attemptsOf }: Pick<Scenario, 'isGood' | 'attemptsOf'>) {
    this.#isGood = isGood ?? null;
    this.#attemptsOf = attemptsOf ?? null;
  }

  /** Null where there is nothing to read. */
  static of(scenario: Pick<Scenario, 'isGood' | 'attemptsOf'>): Outcomes | null {
    return scenario.isGood || scenario.attemptsOf ? new Outcomes(scenario) : null;
  }

  /** The first thing that went wrong while reading, for drives must not be stopped by it; null where nothing did. */
  get error(): ErrorRecord | null {
    return this.#error;
  }

  clear(): void {
    this.#count = 0;
    this.#error = null;
  }

  /** Of the task that the recorder took last. Never throws. */
  read(output: unknown): void {
    const at = this.#count++;
    if (at === this.#goods.length) this.#grow();
    try {
      this.#goods[at] = this.#isGood === null ? 0 : Number(this.#isGood(output) === true);
      const attempts = this.#attemptsOf === null ? 0 : this.#attemptsOf(output);
      if (!Number.isFinite(attempts)) throw new TypeError(`attemptsOf(output) returned ${String(attempts)}`);
      this.#attempts[at] = attempts;
    } catch (thrown) {
      this.#error ??= toErrorRecord(thrown, 'CROSSOVER_TASK_FAILED');
    }
  }

  #grow(): void {
    const [goods, attempts] = [this.#goods, this.#attempts];
    this.#goods = new Uint8Array(goods.length * 2);
    this.#goods.set(goods);
    this.#attempts = new Float64Array(attempts.length * 2);
    this.#attempts.set(attempts);
  }

  /** `tasks` are those of the recorder, in its order; windows are credited as throughput is (see `readWindow`). */
  readWindow(
    tasks: Iterable<TaskStamps>,
    windowStartMs: number,
    windowEndMs: number,
    population: 'settled' | 'scheduled' = 'settled',
  ): OutcomeReading {
    let [index, goodCredit, attemptCredit] = [0, 0, 0];
    for (const { offeredMs, settledMs } of tasks) {
      const credit =
        population === 'settled'
          ? creditOf(offeredMs, settledMs, windowStartMs, windowEndMs)
          : Number(settledMs >= windowStartMs && settledMs < windowEndMs);
      goodCredit += credit * this.#goods[index]!;
      attemptCredit += credit * this.#attempts[index]!;
      index += 1;
    }
    return {
      goodCredit: this.#isGood === null ? null : goodCredit,
      attemptCredit: this.#attemptsOf === null ? null : attemptCredit,
    };
  }
}

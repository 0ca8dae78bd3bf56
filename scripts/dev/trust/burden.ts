/** Changes of known size on work that is otherwise the same: what the gate should find, or should not. */
import { performance } from 'node:perf_hooks';

/** `none`, `×1.02` (each task has so much more to do), or one of {@link PAUSES}. */
export type Change = string;

/**
 * The thread stands still now and then: with the first task that ends when 2 s of the clock have passed, as what a schedule brings; or when its tasks
 * took 2 s, as what they bring about themselves. A process that sleeps or rests while another has its turn comes nearer to the former alone.
 */
export const PAUSES = ['pause', 'task-pause'] as const;
/** Of blocks from before 30 November: by the clock, of which gaps of more than 50 ms counted as so much. */
export const ACTIVE_PAUSE = 'active-pause';
const PAUSE_MS = 100;
const PAUSE_EVERY_MS = 2_000;

export function isPause(change: Change): boolean {
  return [...PAUSES, ACTIVE_PAUSE].includes(change);
}

/** How much more there is to do, as a ratio; 1 for changes that are not of this kind. Throws for one that it does not know. */
export function factorOf(change: Change): number {
  if (change === 'none' || isPause(change)) return 1;
  const factor = Number(change.replace(/^×/, ''));
  if (!(factor >= 1 && factor < 2))
    throw new Error(`"${change}" is no change: none, ×1.02, ${PAUSES.join(' or ')}`);
  return factor;
}

/** One per executor; the base has it, too, so that both sides run the same code. */
export class Pauses {
  readonly #isOn: boolean;
  readonly #countsTasks: boolean;
  // Where in its period a process begins is nobody's choice: a block is hardly longer than one.
  #passedMs = Math.random() * PAUSE_EVERY_MS;
  #lastEndMs = performance.now();

  constructor(change: Change) {
    this.#isOn = isPause(change);
    this.#countsTasks = change === 'task-pause';
  }

  /** After a task that began at `startedMs`: stands still for 100 ms when 2 s have passed since the last time. */
  pauseWhenDue(startedMs: number): void {
    const nowMs = performance.now();
    const sinceMs = this.#countsTasks ? Math.max(startedMs, this.#lastEndMs) : this.#lastEndMs; // tasks may overlap
    this.#passedMs += nowMs - sinceMs;
    this.#lastEndMs = nowMs;
    if (!this.#isOn || this.#passedMs < PAUSE_EVERY_MS) return;
    this.#passedMs = 0;
    while (performance.now() < nowMs + PAUSE_MS);
    this.#lastEndMs = performance.now();
  }
}

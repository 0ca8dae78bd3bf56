/** Changes of known size on work that is otherwise the same: what the gate should find, or should not. */
import { performance } from 'node:perf_hooks';

/** `none`, `×1.02` (each task has so much more to do), or `pause` (the thread stands still now and then). */
export type Change = string;

const PAUSE_MS = 100;
/** Of its tasks, not of the clock: a process that sleeps, or rests while another has its turn, does not come nearer to its pause. */
const PAUSE_EVERY_MS = 2_000;

/** How much more there is to do, as a ratio; 1 for changes that are not of this kind. Throws for one that it does not know. */
export function factorOf(change: Change): number {
  if (change === 'none' || change === 'pause') return 1;
  const factor = Number(change.replace(/^×/, ''));
  if (!(factor >= 1 && factor < 2)) throw new Error(`"${change}" is no change: none, pause or ×1.02`);
  return factor;
}

/** One per executor; the base has it, too, so that both sides run the same code. */
export class Pauses {
  readonly #isOn: boolean;
  // Where in its period a process begins is nobody's choice: a block is hardly longer than one.
  #activeMs = Math.random() * PAUSE_EVERY_MS;
  #lastEndMs = 0;

  constructor(change: Change) {
    this.#isOn = change === 'pause';
  }

  /** After a task that began at `startedMs`: stands still for 100 ms when tasks of 2 s have passed since the last time. */
  pauseWhenDue(startedMs: number): void {
    const nowMs = performance.now();
    this.#activeMs += nowMs - Math.max(startedMs, this.#lastEndMs); // tasks may overlap
    this.#lastEndMs = nowMs;
    if (!this.#isOn || this.#activeMs < PAUSE_EVERY_MS) return;
    this.#activeMs = 0;
    while (performance.now() < nowMs + PAUSE_MS);
    this.#lastEndMs = performance.now();
  }
}

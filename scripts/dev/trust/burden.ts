/**
 * A change of known size, put on work that is otherwise the same: what the gate should find. The base carries the same
 * burden with nothing in it, so that both sides run the same code.
 */
import { performance } from 'node:perf_hooks';

/** `none`, `×1.02` (each task takes so much longer), or `pause` (the thread stands still now and then). */
export type Change = string;

const PAUSE_MS = 100;
/** Of activity, not of the clock: a process that sleeps between slices must stay asleep. */
const PAUSE_EVERY_MS = 2_000;
/** Longer gaps between tasks are sleep. */
const LONGEST_GAP_MS = 50;

function spinUntil(endMs: number): void {
  while (performance.now() < endMs);
}

/** By how much a change makes each task longer, as a ratio; 1 for those that do not. Throws for one that it does not know. */
export function factorOf(change: Change): number {
  if (change === 'none' || change === 'pause') return 1;
  const factor = Number(change.replace(/^×/, ''));
  if (!(factor >= 1 && factor < 2)) throw new Error(`"${change}" is no change: none, pause or ×1.02`);
  return factor;
}

/** One per executor. */
export class Burden {
  readonly #factor: number;
  readonly #pauses: boolean;
  #activeMs = 0;
  #seenMs = performance.now();

  constructor(change: Change) {
    this.#factor = factorOf(change);
    this.#pauses = change === 'pause';
  }

  /** A synchronous task, made longer by a share of what it took. */
  carry<Output>(work: () => Output): Output {
    const startMs = performance.now();
    const output = work();
    const endMs = performance.now();
    spinUntil(endMs + (this.#factor - 1) * (endMs - startMs));
    this.pause();
    return output;
  }

  /** After a task: the pause, when it is due. */
  pause(): void {
    const nowMs = performance.now();
    this.#activeMs += Math.min(nowMs - this.#seenMs, LONGEST_GAP_MS);
    this.#seenMs = nowMs;
    if (!this.#pauses || this.#activeMs < PAUSE_EVERY_MS) return;
    this.#activeMs = 0;
    spinUntil(nowMs + PAUSE_MS);
    this.#seenMs = performance.now();
  }
}

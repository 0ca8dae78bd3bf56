/**
 * Slices of several processes that go on beside each other, one process at a time: after a few tasks it rests, and the next one goes on.
 * What a neighbour does to a machine lasts for tenths of a second; sides that take turns every 10 ms meet it alike.
 */
import { nowMs } from './clock.ts';
import { turnLoop } from './live-memory.ts';
import { readOwnCpuMs } from './own-meters.ts';

/** What is watched while a slice goes on, and not while it rests. */
export interface Restful {
  rest(): void;
  /** Time that has passed since the rest began, in ms. */
  resume(restedMs: number): void;
}

/** All rests of a slice so far. */
export interface Rests {
  readonly count: number;
  readonly totalMs: number;
  /** CPU that this process used meanwhile, in all of its threads: the messages themselves, and what it ought not to do. */
  readonly cpuMs: number;
}

export class Relay {
  readonly #tellRest: () => void;
  readonly #watchers = new Set<Restful>();
  /** A leave to go on may come before it is waited for. */
  #leaveCount = 0;
  #goOn: (() => void) | null = null;
  #rests: Rests = { count: 0, totalMs: 0, cpuMs: 0 };

  /** `tellRest` says to whoever deals the turns that this one is over. */
  constructor(tellRest: () => void) {
    this.#tellRest = tellRest;
  }

  get rests(): Rests {
    return this.#rests;
  }

  /** It is this process's turn. */
  resume(): void {
    this.#leaveCount += 1;
    const goOn = this.#goOn;
    this.#goOn = null;
    goOn?.();
  }

  /** Before anything of a slice is done. */
  async begin(): Promise<void> {
    this.#rests = { count: 0, totalMs: 0, cpuMs: 0 };
    await this.#untilItsTurn();
  }

  /** Between two tasks. What the last one left to the loop is done before: it is its own, and not the next process's affair. */
  async rest(): Promise<void> {
    await turnLoop();
    for (const watcher of this.#watchers) watcher.rest();
    const sinceMs = nowMs();
    this.#tellRest();
    await turnLoop(); // so that the message is on its way: what it takes is no work of its tasks
    const cpuBeforeMs = readOwnCpuMs();
    await this.#untilItsTurn();
    const restedMs = nowMs() - sinceMs;
    const { count, totalMs, cpuMs } = this.#rests;
    this.#rests = {
      count: count + 1,
      totalMs: totalMs + restedMs,
      cpuMs: cpuMs + readOwnCpuMs() - cpuBeforeMs,
    };
    for (const watcher of this.#watchers) watcher.resume(restedMs);
  }

  watch(watcher: Restful): void {
    this.#watchers.add(watcher);
  }

  forget(watcher: Restful): void {
    this.#watchers.delete(watcher);
  }

  async #untilItsTurn(): Promise<void> {
    if (this.#leaveCount === 0)
      await new Promise<void>((resolve) => {
        this.#goOn = resolve;
      });
    this.#leaveCount -= 1;
  }
}

/**
 * Slices of several processes that go on beside each other, one process at a time: after a few tasks it rests, and the next one goes on.
 * What a neighbour does to a machine lasts for tenths of a second; sides that take turns every 10 ms meet it alike.
 */
import { REST_MESSAGES_MS } from '../config/defaults.ts';
import { nowMs } from './clock.ts';
import { turnLoop } from './live-memory.ts';
import { readLoopIdleMs, readOwnCpuMs } from './own-meters.ts';

/** What is watched while a slice goes on, and not while it rests. */
export interface Restful {
  rest(): void;
  /** Time that has passed since the rest began, in ms. */
  resume(restedMs: number): void;
}

/** All rests of a slice so far. */
export interface Rests {
  readonly count: number;
  /** Without what is charged to the tasks. */
  readonly totalMs: number;
  /** CPU that this process used meanwhile, in all of its threads. */
  readonly cpuMs: number;
  /** Of that: for the messages themselves. The rest of it is charged to the tasks, as time and as CPU, for they left it behind. */
  readonly messageCpuMs: number;
  /** For how long its loop waited for events. */
  readonly idleMs: number;
}

const NONE: Rests = { count: 0, totalMs: 0, cpuMs: 0, messageCpuMs: 0, idleMs: 0 };

export class Relay {
  readonly #tellRest: () => void;
  readonly #readCpuMs: () => number;
  readonly #watchers = new Set<Restful>();
  /** A leave to go on may come before it is waited for. */
  #leaveCount = 0;
  #goOn: (() => void) | null = null;
  #rests = NONE;

  /** `tellRest` says to whoever deals the turns that this one is over. */
  constructor(tellRest: () => void, readCpuMs: () => number = readOwnCpuMs) {
    this.#tellRest = tellRest;
    this.#readCpuMs = readCpuMs;
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
    this.#rests = NONE;
    await this.#untilItsTurn();
  }

  /** Between two tasks. What the last one left to the loop is done before: it is its own, and not the next process's affair. */
  async rest(): Promise<void> {
    await turnLoop();
    for (const watcher of this.#watchers) watcher.rest();
    const [sinceMs, cpuBeforeMs, idleBeforeMs] = [nowMs(), this.#readCpuMs(), readLoopIdleMs()];
    this.#tellRest();
    await this.#untilItsTurn();
    const restedMs = nowMs() - sinceMs;
    const usedMs = this.#readCpuMs() - cpuBeforeMs;
    const chargedMs = Math.min(restedMs, Math.max(0, usedMs - REST_MESSAGES_MS));
    const { count, totalMs, cpuMs, messageCpuMs, idleMs } = this.#rests;
    this.#rests = {
      count: count + 1,
      totalMs: totalMs + restedMs - chargedMs,
      cpuMs: cpuMs + usedMs,
      messageCpuMs: messageCpuMs + usedMs - chargedMs,
      idleMs: idleMs + readLoopIdleMs() - idleBeforeMs,
    };
    for (const watcher of this.#watchers) watcher.resume(restedMs);
  }

  /** Of a slice: a leave that it did not need is void. */
  end(): void {
    this.#leaveCount = 0;
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

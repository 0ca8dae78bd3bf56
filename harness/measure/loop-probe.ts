/**
 * How long a callback that arrives at this event loop would wait. Arrivals are drawn at random moments, about one every
 * 8 ms, whatever the loop does; each notes when the loop got round to it. Random arrivals see the loop as it is on
 * average (Wolff 1982, "Poisson arrivals see time averages"); a timer that is armed again when it fires does not: it
 * always begins its wait at the end of a block, and reads 0.3 ms for tasks of 2.3 ms. `monitorEventLoopDelay` is such
 * a timer, and counts one long block as one sample among many.
 */
import type { Random } from '../stats/random.ts';
import { nowMs } from './clock.ts';

/**
 * Mean time between arrivals. Each wakes the loop, and where the workers of a pool keep all cores busy its time is taken
 * from them: at one every 2 ms a pool of two on two cores lost 2 % of its throughput.
 */
export const PROBE_GAP_MS = 8;

const scheduleTimer = setTimeout;
const cancelTimer = clearTimeout;

/** When a callback arrived and when the loop got round to it, in clock milliseconds. */
export interface ProbeArrival {
  readonly dueMs: number;
  readonly servedMs: number;
  /** The loop had not turned when probing ended: the true wait is longer. */
  readonly isCutOff: boolean;
}

export class LoopProbe {
  readonly #random: Random;
  #arrivals: ProbeArrival[] = [];
  #timer: NodeJS.Timeout | null = null;
  #dueMs = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  start(): void {
    this.#arrivals = [];
    this.#dueMs = nowMs();
    this.#advance();
    this.#arm();
  }

  /** Exponential gaps: the next arrival knows nothing of the last. */
  #advance(): void {
    this.#dueMs -= PROBE_GAP_MS * Math.log(1 - this.#random.next());
  }

  #arm(): void {
    const waitMs = Math.max(1, Math.ceil(this.#dueMs - nowMs()));
    this.#timer = scheduleTimer(this.#serve, waitMs);
  }

  readonly #serve = (): void => {
    this.#serveUntil(nowMs(), false);
    this.#arm();
  };

  /** All that arrived while the loop was busy is served in this turn. */
  #serveUntil(servedMs: number, isCutOff: boolean): void {
    while (this.#dueMs <= servedMs) {
      this.#arrivals.push({ dueMs: this.#dueMs, servedMs, isCutOff });
      this.#advance();
    }
  }

  /** Ends probing. What is overdue counts as served now: a loop that never turned is not a loop without delay. */
  stop(): readonly ProbeArrival[] {
    if (this.#timer !== null) cancelTimer(this.#timer);
    this.#timer = null;
    this.#serveUntil(nowMs(), true);
    return this.#arrivals;
  }
}

/** What arrivals inside a window met. */
export interface LoopWaits {
  /** How long each waited, in milliseconds. Up to 1 ms is the timer's own step (libuv counts whole milliseconds). */
  readonly waitsMs: readonly number[];
  /** How many of them still waited when probing ended: their true wait is longer. */
  readonly cutOffCount: number;
}

/** The arrivals in [windowStartMs, windowEndMs), with their whole wait, also where it ends after the window. Pure. */
export function readLoopWaits(
  arrivals: readonly ProbeArrival[],
  windowStartMs: number,
  windowEndMs: number,
): LoopWaits {
  const inside = arrivals.filter(({ dueMs }) => dueMs >= windowStartMs && dueMs < windowEndMs);
  return {
    waitsMs: inside.map(({ dueMs, servedMs }) => servedMs - dueMs),
    cutOffCount: inside.filter(({ isCutOff }) => isCutOff).length,
  };
}

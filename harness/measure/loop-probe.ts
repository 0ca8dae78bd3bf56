/**
 * How long a callback that arrives at this event loop would wait. Arrivals are drawn at random moments, whatever the loop
 * does; each notes when the loop got round to it. Random arrivals see the loop as it is on average (Wolff 1982, "Poisson
 * arrivals see time averages"); a timer that is armed again when it fires does not: it always begins its wait at the end
 * of a block, and reads 0.3 ms for tasks of 2.3 ms. `monitorEventLoopDelay` is such a timer, and counts one long block as
 * one sample among many.
 */
import type { Random } from '../stats/random.ts';
import { nowMs } from './clock.ts';
import type { SlicePlan } from './closed-loop.ts';
import type { Restful } from './relay.ts';

const scheduleTimer = setTimeout;
const cancelTimer = clearTimeout;

/** When a callback arrived and when the loop got round to it, in clock milliseconds. */
export interface ProbeArrival {
  readonly dueMs: number;
  readonly servedMs: number;
  /** The loop had not turned when probing ended: the true wait is longer. */
  readonly isCutOff: boolean;
}

/** When a loop is watched, in clock milliseconds, and how often. */
export interface ProbeStretch {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Mean time between arrivals. */
  readonly gapMs: number;
}

/** Each arrival wakes the loop; in a window that counts, they must be rare. */
const GAP_IN_WINDOW_MS = 8;
/** Before it they may be dense: timers wake a loop once a millisecond at the most, and serve all that arrived. */
const GAP_IN_LEAD_IN_MS = 0.1;
const LONG_WINDOW_MS = 1_000;

/**
 * Where a slice that begins at `startMs` is watched. A short window is not watched itself but the second half of the lead-in
 * before it, which carries the same load: where the workers of a pool keep all cores busy, what wakes the loop takes its
 * time from them (at one arrival every 2 ms, 2 % of the throughput of a pool of two on two cores). Long windows hold
 * what a lead-in would miss, and their tasks are long or few. So are tasks that come one at a time, which the loop itself carries out:
 * a lead-in of one or two of them would always be watched at the same point of a task.
 */
export function planProbe(startMs: number, { leadInMs, windowMs, watchesWindow }: SlicePlan): ProbeStretch {
  const windowStartMs = startMs + leadInMs;
  return windowMs >= LONG_WINDOW_MS || watchesWindow === true
    ? { fromMs: windowStartMs, untilMs: windowStartMs + windowMs, gapMs: GAP_IN_WINDOW_MS }
    : { fromMs: startMs + leadInMs / 2, untilMs: windowStartMs, gapMs: GAP_IN_LEAD_IN_MS };
}

export class LoopProbe implements Restful {
  readonly #random: Random;
  readonly #stretch: ProbeStretch;
  readonly #arrivals: ProbeArrival[] = [];
  #timer: NodeJS.Timeout | null = null;
  #dueMs: number;
  #untilMs: number;

  constructor(random: Random, stretch: ProbeStretch) {
    this.#random = random;
    this.#stretch = stretch;
    this.#dueMs = stretch.fromMs;
    this.#untilMs = stretch.untilMs;
  }

  start(): void {
    this.#advance();
    this.#arm();
  }

  /** Exponential gaps: the next arrival knows nothing of the last. */
  #advance(): void {
    this.#dueMs -= this.#stretch.gapMs * Math.log(1 - this.#random.next());
  }

  #arm(): void {
    if (this.#dueMs >= this.#untilMs) return;
    const waitMs = Math.max(1, Math.ceil(this.#dueMs - nowMs()));
    this.#timer = scheduleTimer(this.#serve, waitMs);
  }

  readonly #serve = (): void => {
    this.#serveUntil(nowMs(), false);
    this.#arm();
  };

  /** All that arrived while the loop was busy is served in this turn. */
  #serveUntil(servedMs: number, isCutOff: boolean): void {
    while (this.#dueMs <= servedMs && this.#dueMs < this.#untilMs) {
      this.#arrivals.push({ dueMs: this.#dueMs, servedMs, isCutOff });
      this.#advance();
    }
  }

  /** Nobody arrives while the loop rests: those that did before have been served. */
  rest(): void {
    if (this.#timer !== null) cancelTimer(this.#timer);
    this.#timer = null;
    this.#serveUntil(nowMs(), false);
  }

  resume(restedMs: number): void {
    this.#dueMs += restedMs;
    this.#untilMs += restedMs;
    this.#arm();
  }

  /** Ends probing. What is overdue counts as served now: a loop that never turned is not a loop without delay. */
  stop(): readonly ProbeArrival[] {
    if (this.#timer !== null) cancelTimer(this.#timer);
    this.#timer = null;
    this.#serveUntil(nowMs(), true);
    return this.#arrivals;
  }
}

/** What the arrivals met. */
export interface LoopWaits {
  /** How long each waited, in milliseconds. Up to 1 ms is the timer's own step (libuv counts whole milliseconds). */
  readonly waitsMs: readonly number[];
  /** How many of them still waited when probing ended: their true wait is longer. */
  readonly cutOffCount: number;
}

export function readLoopWaits(arrivals: readonly ProbeArrival[]): LoopWaits {
  return {
    waitsMs: arrivals.map(({ dueMs, servedMs }) => servedMs - dueMs),
    cutOffCount: arrivals.filter(({ isCutOff }) => isCutOff).length,
  };
}

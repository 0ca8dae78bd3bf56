/**
 * How long a callback that arrives at this event loop would wait. A timer due every 2 ms notes how late it ran; a
 * firing that is L late means that arrivals during those L ms waited 0 … L. `monitorEventLoopDelay` is not used: it
 * counts one long block as one sample among many, and reports its own resolution as delay.
 */
import { nowMs } from './clock.ts';
import { PROBE_PERIOD_MS } from './probe-period.ts';

const scheduleTimer = setTimeout;
const cancelTimer = clearTimeout;

/** Due and fired times of the probe, in clock milliseconds. */
export interface ProbeFiring {
  readonly dueMs: number;
  readonly firedMs: number;
}

export class LoopProbe {
  #firings: ProbeFiring[] = [];
  #timer: NodeJS.Timeout | null = null;
  #dueMs = 0;

  start(): void {
    this.#firings = [];
    this.#schedule();
  }

  #schedule(): void {
    this.#dueMs = nowMs() + PROBE_PERIOD_MS;
    this.#timer = scheduleTimer(() => {
      this.#firings.push({ dueMs: this.#dueMs, firedMs: nowMs() });
      this.#schedule();
    }, PROBE_PERIOD_MS);
  }

  /** Ends probing. A probe that is overdue counts as fired now: a loop that never turned is not a loop without delay. */
  stop(): readonly ProbeFiring[] {
    if (this.#timer !== null) cancelTimer(this.#timer);
    this.#timer = null;
    const endMs = nowMs();
    if (endMs > this.#dueMs) this.#firings.push({ dueMs: this.#dueMs, firedMs: endMs });
    return this.#firings;
  }
}

/**
 * Lateness per firing inside a window, in milliseconds: only the part of the wait that lies inside counts. Pure.
 * Lateness below 1 ms is the timer's own granularity (libuv rounds to whole milliseconds) and is given as it is.
 */
export function latenessInside(
  firings: readonly ProbeFiring[],
  windowStartMs: number,
  windowEndMs: number,
): readonly number[] {
  const lateness: number[] = [];
  for (const { dueMs, firedMs } of firings) {
    if (firedMs <= windowStartMs || dueMs >= windowEndMs) continue;
    lateness.push(Math.max(0, Math.min(firedMs, windowEndMs) - Math.max(dueMs, windowStartMs)));
  }
  return lateness;
}

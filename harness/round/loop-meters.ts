/** How the event loop fares that carries tasks out: its own CPU, how long arrivals wait for it, how long it was idle. */
import { nowMs } from '../measure/clock.ts';
import { readMainThreadScheduling } from '../measure/linux-sources.ts';
import { LoopProbe, type ProbeStretch, readLoopWaits } from '../measure/loop-probe.ts';
import { readLoopIdleMs } from '../measure/own-meters.ts';
import type { Relay } from '../measure/relay.ts';
import { LogHistogram, type LogHistogramDocument } from '../stats/histogram.ts';
import { createRandom } from '../stats/random.ts';

const scheduleTimer = setTimeout;

/** What a loop did between `begin` and `end`. */
export interface LoopReading {
  readonly wallMs: number;
  /** CPU of the loop's thread; null where it cannot be read. */
  readonly loopThreadCpuMs: number | null;
  readonly utilizationRatio: number;
  /** How long random arrivals waited for the loop, and how many still did at the end. */
  readonly loopWaits: LogHistogramDocument;
  readonly loopCutOffCount: number;
}

/** Lets the scheduler book the CPU time of a thread that has just been busy. */
function settleAccounts(): Promise<void> {
  return new Promise((resolve) => scheduleTimer(resolve, 1));
}

/** Watches the loop of this very process. */
export class LoopMeters {
  readonly #probe: LoopProbe;
  readonly #cpuBeforeMs: number | null;
  readonly #idleBeforeMs: number;
  readonly #startedMs: number;
  readonly #relay: Relay | null;

  /** Begins at once. While a relay rests nothing is watched. */
  constructor(stretch: ProbeStretch, seed: number, relay: Relay | null = null) {
    this.#cpuBeforeMs = readMainThreadScheduling(process.pid)?.cpuMs ?? null;
    this.#idleBeforeMs = readLoopIdleMs();
    this.#startedMs = nowMs();
    this.#probe = new LoopProbe(createRandom(seed), stretch);
    this.#probe.start();
    this.#relay = relay;
    relay?.watch(this.#probe);
  }

  async end(): Promise<LoopReading> {
    const arrivals = this.#probe.stop();
    this.#relay?.forget(this.#probe);
    const rests = this.#relay?.rests;
    const wallMs = nowMs() - this.#startedMs - (rests?.totalMs ?? 0);
    const idleMs = readLoopIdleMs() - this.#idleBeforeMs - (rests?.idleMs ?? 0);
    await settleAccounts();
    const cpuAfterMs = readMainThreadScheduling(process.pid)?.cpuMs ?? null;
    const { waitsMs, cutOffCount } = readLoopWaits(arrivals);
    const loopWaits = new LogHistogram();
    for (const waitMs of waitsMs) loopWaits.record(waitMs);
    return {
      wallMs,
      loopThreadCpuMs:
        cpuAfterMs === null || this.#cpuBeforeMs === null
          ? null
          : cpuAfterMs - this.#cpuBeforeMs - (rests?.messageCpuMs ?? 0),
      utilizationRatio: Math.min(1, Math.max(0, 1 - idleMs / wallMs)),
      loopWaits: loopWaits.toJSON(),
      loopCutOffCount: cutOffCount,
    };
  }
}

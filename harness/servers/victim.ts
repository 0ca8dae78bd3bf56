/** Somebody else's request: a cheap route, asked by a schedule beside the load. What it waits is what the load costs others. */
import { type ErrorRecord, toErrorRecord } from '../errors.ts';
import { arrivalsMs } from '../measure/arrivals.ts';
import { nowMs } from '../measure/clock.ts';
import { LogHistogram, type LogHistogramDocument } from '../stats/histogram.ts';
import { createRandom } from '../stats/random.ts';
import type { ServerSession } from './server-session.ts';

const scheduleTimer = setTimeout;

/** Enough for a p99 in two windows of 2 s; a few per cent of one core. */
export const VICTIM_PER_SEC = 300;

export interface VictimReading {
  /** From the moment for which each was meant until its answer, of those that came inside the window. */
  readonly latency: LogHistogramDocument;
  readonly error: ErrorRecord | null;
}

/** Asks at random moments from `fromMs` to `untilMs`, on the clock; resolves when all are answered. Never rejects. */
export async function askVictim(
  server: ServerSession,
  { fromMs, untilMs, seed }: { readonly fromMs: number; readonly untilMs: number; readonly seed: number },
): Promise<VictimReading> {
  const latency = new LogHistogram();
  let error: ErrorRecord | null = null;
  const path = `/${server.victimRoute}/0`;
  const schedule = arrivalsMs({ kind: 'poisson', ratePerSec: VICTIM_PER_SEC, seed }, createRandom(seed));
  const pending: Promise<void>[] = [];
  const askOne = async (dueMs: number): Promise<void> => {
    try {
      const { status } = await server.ask(path);
      if (status !== 200) throw new Error(`The victim route answered ${status}.`);
      latency.record(nowMs() - dueMs);
    } catch (thrown) {
      error ??= toErrorRecord(thrown, 'CROSSOVER_TASK_FAILED');
    }
  };
  for (let dueMs = fromMs + schedule.next().value; dueMs < untilMs && error === null; ) {
    const now = nowMs();
    if (dueMs > now) await pause(Math.max(1, Math.ceil(dueMs - now)));
    for (; dueMs <= nowMs() && dueMs < untilMs; dueMs = fromMs + schedule.next().value) {
      pending.push(askOne(dueMs));
    }
  }
  await Promise.all(pending);
  return { latency: latency.toJSON(), error };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => scheduleTimer(resolve, ms));
}

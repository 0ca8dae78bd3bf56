/** Somebody else's request: a cheap route, asked by a schedule beside the load. What it waits is what the load costs others. */
import { type ErrorRecord, toErrorRecord } from '../errors.ts';
import { waitAtMost } from '../executor/wait-at-most.ts';
import { arrivalsMs } from '../measure/arrivals.ts';
import { nowMs } from '../measure/clock.ts';
import { LogHistogram, type LogHistogramDocument } from '../stats/histogram.ts';
import { createRandom } from '../stats/random.ts';
import { isSuccess } from './protocol.ts';
import type { ServerSession } from './server-session.ts';

const scheduleTimer = setTimeout;

/** Enough for a p99 in two windows of 2 s; a few per cent of one core. */
export const VICTIM_PER_SEC = 300;

/** As many as are under way where each waits for a fifth of a second. */
const CONNECTIONS = 64;
const CONNECT_MS = 1_000;

/**
 * Opens the connections of the victim while nothing else is asked: a balancer has some. A loop that computes accepts one in each of
 * its turns, and those who came first without any would be waited for long into the window. What fails here fails again when asked.
 */
export async function connectVictim(server: ServerSession, taskDeadlineMs: number): Promise<void> {
  const askOne = (): Promise<unknown> => server.ask(`/${server.victimRoute}/0`, 'victim', taskDeadlineMs);
  await waitAtMost(CONNECT_MS, [Promise.allSettled(Array.from({ length: CONNECTIONS }, askOne))]);
}

export interface VictimReading {
  /** From the moment for which each was meant until its answer, of those that came inside the window. */
  readonly latency: LogHistogramDocument;
  readonly error: ErrorRecord | null;
}

export interface VictimRequest {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly seed: number;
  /** One that is not answered for so long fails: else a route that hangs would be waited for. */
  readonly taskDeadlineMs: number;
}

/** Asks at random moments from `fromMs` to `untilMs`, on the clock; resolves when all are answered. Never rejects. */
export async function askVictim(
  server: ServerSession,
  { fromMs, untilMs, seed, taskDeadlineMs }: VictimRequest,
): Promise<VictimReading> {
  const latency = new LogHistogram();
  let error: ErrorRecord | null = null;
  const path = `/${server.victimRoute}/0`;
  const schedule = arrivalsMs({ kind: 'poisson', ratePerSec: VICTIM_PER_SEC, seed }, createRandom(seed));
  const pending: Promise<void>[] = [];
  const askOne = async (dueMs: number): Promise<void> => {
    try {
      const { status } = await server.ask(path, 'victim', taskDeadlineMs);
      if (!isSuccess(status)) throw new Error(`The victim route answered ${status}.`);
      latency.record(nowMs() - dueMs);
    } catch (thrown) {
      error ??= describeFailure(thrown, taskDeadlineMs);
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

const TIMEOUTS = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

function describeFailure(thrown: unknown, taskDeadlineMs: number): ErrorRecord {
  const record = toErrorRecord(thrown, 'CROSSOVER_TASK_FAILED');
  if (!TIMEOUTS.has(record.code)) return record;
  const message = `The victim route did not answer within ${taskDeadlineMs} ms. Give it longer with --task-deadline, or find what it waits for.`;
  return { code: 'CROSSOVER_DEADLINE', name: 'CrossoverError', message };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => scheduleTimer(resolve, ms));
}

/**
 * The drive in open loop: offers tasks by a schedule and never waits for one. A task's latency counts from the moment for
 * which it was scheduled, so that a system which stalls pays for everything that came meanwhile; a client that waits for
 * answers would not have sent it ("coordinated omission", Tene 2013).
 */
import type { ErrorRecord } from '../errors.ts';
import { LogHistogram, type LogHistogramDocument } from '../stats/histogram.ts';
import { createRandom } from '../stats/random.ts';
import { type ArrivalPlan, arrivalsMs } from './arrivals.ts';
import { nowMs } from './clock.ts';
import type { DriveOutcome, DriveRequest, SampledOutput } from './closed-loop.ts';

const scheduleTimer = setTimeout;
const scheduleImmediate = setImmediate;

/**
 * So much of a schedule may be outstanding beyond what the time of a task makes, or not even offered by a loop that is busy: beyond it the system does not keep up, and
 * more would only take longer to drain.
 */
const MOST_BEHIND_MS = 1_500;
const LEAST_BACKLOG_LIMIT = 100;
/** The load goes on behind the window until its tasks have settled, for at most so many times its length. */
const LEAD_OUT_RATIO = 1;
/** What is cut off sooner than this has no window of its own. */
const LEAST_WINDOW_MS = 100;
/** Where a task held the loop for so long, the loop has its turn before the next that is due. */
const TURN_MS = 1;

export interface OpenLoopOutcome extends DriveOutcome {
  /** How many tasks were scheduled inside the window, offered or not. */
  readonly scheduledCount: number;
  /** It was too far behind: offering ended early, and the window with it. */
  readonly overflowed: boolean;
  /**
   * By how much the line grew from the beginning of the window to the end of the load, and how many tasks came meanwhile. A system that
   * stalls and catches up has no growth, one that carries out less than comes has some for as long as it is loaded.
   */
  readonly backlogGrowth: number;
  readonly arrivedCount: number;
  /** How much later than scheduled tasks were offered; on a loop that also carries them out, part of their latency. */
  readonly lag: LogHistogramDocument;
}

interface OpenLoopState {
  cursor: number;
  offering: boolean;
  windowStartMs: number;
  windowEndMs: number;
  /** Outstanding tasks that were scheduled inside the window. */
  insideCount: number;
  outstandingCount: number;
  /** Of the task that settled first, before any line had grown: so long each is outstanding in a system that keeps up. */
  firstLatencyMs: number | null;
  /** Tasks that were due and not settled when the window began, and when the load ended. */
  backlogAtStart: number | null;
  backlogAtEnd: number;
  endedMs: number;
  scheduledCount: number;
  offeredCount: number;
  okCount: number;
  failedCount: number;
  overflowed: boolean;
  lastSettledMs: number;
  error: ErrorRecord | null;
  readonly samples: SampledOutput[];
}

export type OpenLoopRequest = DriveRequest & {
  readonly arrivals: ArrivalPlan;
  /** Calls back at a time on the clock, never earlier. */
  readonly wakeAt: (atMs: number, callback: () => void) => void;
};

/**
 * Offers tasks as scheduled through lead-in and window until what was scheduled in the window has settled, and waits for what
 * is outstanding. Resolves when all of it settled or nothing settled for the deadline of a task; never rejects for a failed task.
 */
export async function driveOpenLoop(request: OpenLoopRequest): Promise<OpenLoopOutcome> {
  const { plan, recorder } = request;
  recorder.clear();
  request.outcomes?.clear();
  const startMs = nowMs();
  const windowStartMs = startMs + plan.leadInMs;
  const state: OpenLoopState = {
    cursor: request.firstInput,
    offering: true,
    windowStartMs,
    windowEndMs: windowStartMs + plan.windowMs,
    insideCount: 0,
    outstandingCount: 0,
    firstLatencyMs: null,
    backlogAtStart: null,
    backlogAtEnd: 0,
    endedMs: startMs,
    scheduledCount: 0,
    offeredCount: 0,
    okCount: 0,
    failedCount: 0,
    overflowed: false,
    lastSettledMs: startMs,
    error: null,
    samples: [],
  };
  const lag = new LogHistogram();
  await new Promise<void>((finish) => {
    offerAll(request, state, { startMs, lag }, finish);
  });
  const timedOutCount = await waitForOutstanding(request, state);
  return {
    windowStartMs: state.windowStartMs,
    windowEndMs: state.windowEndMs,
    offeredCount: state.offeredCount,
    okCount: state.okCount,
    failedCount: state.failedCount,
    timedOutCount,
    restedMs: 0,
    error: state.error,
    sampledOutputs: state.samples,
    scheduledCount: state.scheduledCount,
    overflowed: state.overflowed,
    backlogGrowth: state.backlogAtEnd - (state.backlogAtStart ?? 0),
    arrivedCount: ((state.endedMs - state.windowStartMs) * request.arrivals.ratePerSec) / 1e3,
    lag: lag.toJSON(),
  };
}

interface Course {
  readonly startMs: number;
  readonly lag: LogHistogram;
}

/** Calls `finish` when nothing more is offered. */
function offerAll(request: OpenLoopRequest, state: OpenLoopState, course: Course, finish: () => void): void {
  const { plan, arrivals, wakeAt } = request;
  const { startMs, lag } = course;
  const schedule = arrivalsMs(arrivals, createRandom(arrivals.seed));
  const lastMs = state.windowEndMs + LEAD_OUT_RATIO * plan.windowMs;
  const backlogLimit = (): number => {
    const latencyMs = state.firstLatencyMs ?? plan.leadInMs;
    return Math.max(LEAST_BACKLOG_LIMIT, (arrivals.ratePerSec * (latencyMs + MOST_BEHIND_MS)) / 1e3);
  };
  let dueMs = startMs + schedule.next().value;
  const isOver = (now: number): boolean =>
    !state.offering || now >= lastMs || (now >= state.windowEndMs && state.insideCount === 0);
  const isTooFarBehind = (now: number): boolean =>
    state.outstandingCount >= backlogLimit() || now - dueMs > MOST_BEHIND_MS;
  const backlogAt = (now: number): number =>
    state.outstandingCount + Math.max(0, ((now - dueMs) * arrivals.ratePerSec) / 1e3);
  /** What was due inside the window came, offered or not. */
  const end = (now: number): void => {
    state.backlogAtEnd = backlogAt(now);
    state.endedMs = now;
    for (; dueMs < state.windowEndMs; dueMs = startMs + schedule.next().value) {
      if (dueMs < state.windowStartMs) continue;
      state.scheduledCount += 1;
      state.overflowed = true;
    }
    finish();
  };
  const pump = (): void => {
    const turnMs = nowMs();
    if (turnMs >= state.windowStartMs) state.backlogAtStart ??= backlogAt(turnMs);
    for (let now = turnMs; dueMs <= now && !isOver(now); now = nowMs()) {
      if (isTooFarBehind(now)) {
        cutOff(state, startMs, now);
        break;
      }
      const isInside = dueMs >= state.windowStartMs && dueMs < state.windowEndMs;
      if (isInside) lag.record(now - dueMs);
      void offer(request, state, dueMs, isInside);
      dueMs = startMs + schedule.next().value;
      if (nowMs() - turnMs > TURN_MS) break;
    }
    const now = nowMs();
    if (isOver(now)) end(now);
    else if (dueMs <= now) scheduleImmediate(pump);
    else wakeAt(dueMs, pump);
  };
  pump();
}

/**
 * Ends the load and its window where the system is too far behind. One that is so before its window has begun, or as soon as it has,
 * is read from the first offer on: a window without length has no figure.
 */
function cutOff(state: OpenLoopState, startMs: number, now: number): void {
  state.overflowed = true;
  state.offering = false;
  state.windowEndMs = Math.min(state.windowEndMs, now);
  if (state.windowEndMs - state.windowStartMs >= LEAST_WINDOW_MS) return;
  state.windowStartMs = startMs;
  state.backlogAtStart = 0;
  state.scheduledCount = state.offeredCount;
}

async function offer(
  { session, inputs, recorder, outcomes }: OpenLoopRequest,
  state: OpenLoopState,
  dueMs: number,
  isInside: boolean,
): Promise<void> {
  const inputIndex = state.cursor % inputs.length;
  state.cursor += 1;
  state.offeredCount += 1;
  state.outstandingCount += 1;
  if (isInside) {
    state.insideCount += 1;
    state.scheduledCount += 1;
  }
  const { error, output, submittedMs, startedMs, endedMs, executorIndex } = await session.run(
    inputs[inputIndex],
  );
  const settledMs = nowMs();
  state.lastSettledMs = settledMs;
  state.firstLatencyMs ??= settledMs - dueMs;
  state.outstandingCount -= 1;
  if (isInside) state.insideCount -= 1;
  if (error !== null) {
    state.failedCount += 1;
    state.error ??= error;
    state.offering = false;
    return;
  }
  state.okCount += 1;
  recorder.record(dueMs, submittedMs, startedMs, endedMs, settledMs, executorIndex);
  outcomes?.read(output);
  if (isInside && state.samples.length < 2) state.samples.push({ inputIndex, output });
}

/** Resolves with the number of tasks that were given up, 0 when all have settled. */
async function waitForOutstanding(request: OpenLoopRequest, state: OpenLoopState): Promise<number> {
  const { taskDeadlineMs } = request;
  const waitedSinceMs = nowMs();
  while (state.outstandingCount > 0) {
    if (nowMs() - Math.max(waitedSinceMs, state.lastSettledMs) > taskDeadlineMs) {
      state.error ??= {
        code: 'CROSSOVER_DEADLINE',
        name: 'CrossoverError',
        message: `A task did not settle within ${taskDeadlineMs} ms. Give it longer with --task-deadline, or find what it waits for.`,
      };
      return state.outstandingCount;
    }
    await pause(2);
  }
  return 0;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => scheduleTimer(resolve, ms));
}

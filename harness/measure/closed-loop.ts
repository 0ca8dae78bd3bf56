/**
 * The drive: keeps a fixed number of tasks outstanding and offers a new one when one settles. One drive for every
 * model; the models differ only in what `run` does.
 */
import type { ErrorRecord } from '../errors.ts';
import type { ModelSession, TaskReceipt } from '../model.ts';
import type { ArrivalPlan } from './arrivals.ts';
import { nowMs } from './clock.ts';
import type { Outcomes } from './outcomes.ts';
import type { Recorder } from './recorder.ts';
import type { Relay } from './relay.ts';

const scheduleTimer = setTimeout;
const cancelTimer = clearTimeout;

/** How long to load and which part of it counts. */
export interface SlicePlan {
  /** Load before the window, unrecorded: caches that slept come back. */
  readonly leadInMs: number;
  readonly windowMs: number;
  /** The window is prolonged in quarters, up to four times its length, until this many tasks settled inside. */
  readonly minCompletions: number;
  /**
   * For tasks that come one at a time: the window begins with a task and ends with one, when every input was taken equally
   * often. Inputs differ, and a window of few tasks would read which of them it happened to hold.
   */
  readonly wholeCycles?: WholeCycles;
  /** The loop is watched inside the window: the lead-in is too short for it. */
  readonly watchesWindow?: true;
  /** Garbage is collected before the lead-in. */
  readonly collects?: true;
  /** Inputs that move keep their memory until the next ones are there: a process of the block cannot give it back. */
  readonly keepsMemory?: true;
  /** What is drawn for the turn of a block, the same for all of its cells: which inputs come where not all do, and what memory is like. */
  readonly turnSeed?: number;
  /** After so many tasks its process rests until it is its turn again: versions take turns within their slices. The first ones are the lead-in. */
  readonly holdTasks?: number;
  /** In open loop: tasks are offered by this schedule, and `minCompletions` prolongs nothing. */
  readonly arrivals?: ArrivalPlan;
}

export interface WholeCycles {
  /**
   * What a task takes, as the warm-up had it: how many go into a window is known before it begins. A window that ended once it is long enough
   * would hold more tasks where they begin fast.
   */
  readonly taskMs: number;
}

/** A window ends at so many times its length, whatever it lacks. */
const MOST_PROLONGED = 4;
/**
 * So much of its length a window of whole cycles has, to the nearest cycle: turns tell more than long windows. sha256 of
 * 3.6 ms had windows of 57 ms for want of 2, and 16 turns a block instead of 20.
 */
const CYCLES_RATIO = 0.5;
/** Where a window lasted less than so much of that, the warm-up was misread: it holds as many tasks again. */
const MISREAD_RATIO = 0.4;

export interface SampledOutput {
  readonly inputIndex: number;
  readonly output: unknown;
}

export interface DriveOutcome {
  readonly windowStartMs: number;
  readonly windowEndMs: number;
  readonly offeredCount: number;
  readonly okCount: number;
  readonly failedCount: number;
  readonly timedOutCount: number;
  /** For how long it rested inside the window. */
  readonly restedMs: number;
  /** The first failure; the drive stops offering at once. */
  readonly error: ErrorRecord | null;
  /** The first output inside the window and a later one, each with the index of its input, to prove equal work under load. */
  readonly sampledOutputs: readonly SampledOutput[];
}

export interface DriveRequest {
  readonly session: ModelSession;
  readonly inputs: readonly unknown[];
  readonly inFlight: number;
  readonly plan: SlicePlan;
  readonly recorder: Recorder;
  /** Where the scenario tells what became of its tasks. */
  readonly outcomes?: Outcomes | null;
  readonly taskDeadlineMs: number;
  /** Of slices that take turns. */
  readonly relay?: Relay;
  /** Where to start in the cycle of inputs; the drive goes on from there. */
  readonly firstInput: number;
}

interface DriveState {
  cursor: number;
  windowStartMs: number;
  /** The window of whole cycles has begun, with a task. */
  hasBegun: boolean;
  /** Tasks that it holds, or more by the next cycle. */
  readonly wholeCount: number;
  /** All rests before the window. */
  restedBeforeMs: number;
  offering: boolean;
  isLeadOut: boolean;
  /** Outstanding tasks that were offered before the end of the window. */
  stragglerCount: number;
  windowEndMs: number;
  settledInside: number;
  offeredCount: number;
  okCount: number;
  failedCount: number;
  lastSettledMs: number;
  /** How many tasks had settled when the task of each lane was offered. */
  readonly okCountAtOffer: Float64Array;
  error: ErrorRecord | null;
  firstSample: SampledOutput | null;
  lateSample: SampledOutput | null;
}

/**
 * Offers tasks through lead-in and window until everything that lies in the window has settled, stops, and waits for
 * what is outstanding. Resolves when all of it settled
 * or the deadline of a task is over; never rejects for a failed task.
 */
export async function driveClosedLoop(request: DriveRequest): Promise<DriveOutcome> {
  const { plan, recorder } = request;
  recorder.clear();
  request.outcomes?.clear();
  const windowStartMs = nowMs() + plan.leadInMs;
  const state: DriveState = {
    cursor: request.firstInput,
    windowStartMs,
    hasBegun: false,
    wholeCount: countWhole(plan, request.inputs.length),
    restedBeforeMs: 0,
    offering: true,
    isLeadOut: false,
    stragglerCount: 0,
    windowEndMs: windowStartMs + plan.windowMs,
    settledInside: 0,
    offeredCount: 0,
    okCount: 0,
    failedCount: 0,
    lastSettledMs: nowMs(),
    okCountAtOffer: new Float64Array(request.inFlight),
    error: null,
    firstSample: null,
    lateSample: null,
  };
  const outstandingSinceMs = new Float64Array(request.inFlight);
  const lanes = Array.from({ length: request.inFlight }, (_, lane) =>
    runLane(request, state, outstandingSinceMs, lane),
  );
  const timedOutCount = await waitForLanes(lanes, request, state, outstandingSinceMs);
  // One that a failure cut off holds its rests all the same.
  const isCutOff = state.error !== null && state.hasBegun && request.relay !== undefined;
  if (isCutOff) state.windowEndMs = Math.max(state.windowEndMs, nowMs());
  return {
    windowStartMs: state.windowStartMs,
    windowEndMs: state.windowEndMs,
    offeredCount: state.offeredCount,
    okCount: state.okCount,
    failedCount: state.failedCount,
    timedOutCount,
    restedMs: restedInside(request, state),
    error: state.error,
    sampledOutputs: [state.firstSample, state.lateSample].flatMap((sample) => sample ?? []),
  };
}

/**
 * One of the tasks that are outstanding at any time: the next is offered when the last has settled. Plain callbacks, for V8 never
 * optimises an async function that awaits in a loop and does not return: this much in one made every task of a pool 5 % dearer.
 */
function runLane(
  request: DriveRequest,
  state: DriveState,
  outstandingSinceMs: Float64Array,
  lane: number,
): Promise<void> {
  const { session, inputs, plan, recorder, outcomes } = request;
  const hardEndMs = state.windowEndMs + plan.windowMs * (MOST_PROLONGED - 1);
  const holdTasks = evenHold(plan, state.wholeCount);
  const isAligned = plan.wholeCycles !== undefined && request.inFlight === 1;
  return new Promise((resolve, reject) => {
    let inputIndex = 0;
    let offeredMs = 0;
    const offer = (): void => {
      inputIndex = state.cursor % inputs.length;
      state.cursor += 1;
      state.offeredCount += 1;
      offeredMs = nowMs();
      if (isAligned && !state.hasBegun && isLedIn(state, plan, holdTasks, offeredMs)) {
        beginWindow(state, plan, offeredMs);
        state.restedBeforeMs = request.relay?.rests.totalMs ?? 0;
      }
      outstandingSinceMs[lane] = offeredMs;
      state.okCountAtOffer[lane] = state.okCount;
      session.run(inputs[inputIndex]).then(goOn, reject);
    };
    const goOn = (receipt: TaskReceipt): void => {
      try {
        settle(receipt);
        if (!state.offering) resolve();
        else if (state.offeredCount % holdTasks === 0 && request.relay)
          request.relay.rest().then(offer).catch(reject);
        else offer();
      } catch (thrown) {
        reject(thrown);
      }
    };
    const settle = (receipt: TaskReceipt): void => {
      const settledMs = nowMs();
      outstandingSinceMs[lane] = 0;
      state.lastSettledMs = settledMs;
      if (receipt.error !== null) {
        state.failedCount += 1;
        state.error ??= receipt.error;
        state.offering = false;
        return;
      }
      state.okCount += 1;
      recorder.record(
        offeredMs,
        receipt.submittedMs,
        receipt.startedMs,
        receipt.endedMs,
        settledMs,
        receipt.executorIndex,
      );
      outcomes?.read(receipt.output);
      if (isAligned && !state.hasBegun) return;
      if (settledMs < state.windowStartMs) return;
      if (isAligned) {
        state.settledInside += 1;
        if (state.lateSample === null) keepSample(state, plan, { inputIndex, output: receipt.output });
        const insideMs = settledMs - state.windowStartMs - restedInside(request, state);
        const isOverdue = insideMs >= MOST_PROLONGED * plan.windowMs;
        if (!isOverdue && !isWhole(state, plan, insideMs)) return;
        // The next task would begin now; that the last one lies inside needs an end beyond its own.
        state.windowEndMs = Math.max(nowMs(), settledMs + 1e-6);
        state.offering = false;
        return;
      }
      if (state.isLeadOut) {
        if (offeredMs < state.windowEndMs) state.stragglerCount -= 1;
      } else if (settledMs < state.windowEndMs) {
        state.settledInside += 1;
        if (state.lateSample === null) keepSample(state, plan, { inputIndex, output: receipt.output });
      } else if (state.settledInside >= plan.minCompletions || settledMs >= hardEndMs) {
        beginLeadOut(state, outstandingSinceMs);
      } else {
        state.settledInside += 1; // it lies inside the prolonged window
        while (state.windowEndMs <= settledMs) state.windowEndMs += plan.windowMs / 4;
      }
      if (state.isLeadOut && (state.stragglerCount === 0 || settledMs >= hardEndMs + plan.windowMs)) {
        state.offering = false; // a straggler that hangs is the deadline's affair
      }
    };
    offer();
  });
}

/** So many that the turns of a window are about as long as each other; without end where it takes none. */
function evenHold({ holdTasks }: SlicePlan, wholeCount: number): number {
  if (holdTasks === undefined) return Number.POSITIVE_INFINITY;
  return Math.ceil(wholeCount / Math.max(1, Math.round(wholeCount / holdTasks)));
}

/** The first turn of a slice that takes turns is its lead-in, unless it is much slower than its warm-up. */
function isLedIn(state: DriveState, plan: SlicePlan, holdTasks: number, atMs: number): boolean {
  if (plan.holdTasks === undefined) return atMs >= state.windowStartMs;
  return state.offeredCount > holdTasks || atMs >= state.windowStartMs + MOST_PROLONGED * plan.windowMs;
}

function restedInside({ relay }: DriveRequest, state: DriveState): number {
  return state.hasBegun ? (relay?.rests.totalMs ?? 0) - state.restedBeforeMs : 0;
}

function beginWindow(state: DriveState, plan: SlicePlan, atMs: number): void {
  state.hasBegun = true;
  state.windowStartMs = atMs;
  state.windowEndMs = atMs + plan.windowMs;
}

/** Every input equally often, often enough, and about as long as it should last. With more inputs than that they would never all come. */
function countWhole({ wholeCycles, windowMs, minCompletions }: SlicePlan, inputCount: number): number {
  if (wholeCycles === undefined) return 0;
  const fitting = (CYCLES_RATIO * windowMs) / wholeCycles.taskMs;
  if (inputCount > minCompletions) return Math.max(minCompletions, Math.round(fitting));
  return inputCount * Math.max(Math.ceil(minCompletions / inputCount), Math.round(fitting / inputCount));
}

function isWhole({ settledInside, wholeCount }: DriveState, plan: SlicePlan, insideMs: number): boolean {
  return settledInside % wholeCount === 0 && insideMs >= MISREAD_RATIO * CYCLES_RATIO * plan.windowMs;
}

function keepSample(state: DriveState, plan: SlicePlan, sample: SampledOutput): void {
  if (state.firstSample === null) state.firstSample = sample;
  else if (state.lateSample === null && state.settledInside >= plan.minCompletions) state.lateSample = sample;
}

/**
 * The window is over, tasks that reach out of it are not: the load goes on until they have settled, for in a load that
 * falls they would end sooner, their spans would be shorter, and too much of each would be credited to the window.
 */
function beginLeadOut(state: DriveState, outstandingSinceMs: Float64Array): void {
  state.isLeadOut = true;
  state.stragglerCount = outstandingSinceMs.filter((since) => since > 0 && since < state.windowEndMs).length;
}

/**
 * Whether a task that is late hangs: nothing settles any more, or as many as are in flight have overtaken it. A late task
 * that does neither is waiting for its turn behind others that are long.
 */
function isStuck(
  { taskDeadlineMs, inFlight }: DriveRequest,
  state: DriveState,
  lane: number,
  now: number,
): boolean {
  const overtakers = state.okCount - (state.okCountAtOffer[lane] ?? 0);
  return now - state.lastSettledMs > taskDeadlineMs || overtakers >= inFlight;
}

/** Resolves with the number of tasks that were given up, 0 when every lane ended. */
async function waitForLanes(
  lanes: readonly Promise<void>[],
  request: DriveRequest,
  state: DriveState,
  outstandingSinceMs: Float64Array,
): Promise<number> {
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<number>((resolve) => {
    const check = (): void => {
      const now = nowMs();
      const late = outstandingSinceMs.filter(
        (since, lane) =>
          since > 0 && now - since > request.taskDeadlineMs && isStuck(request, state, lane, now),
      ).length;
      if (late === 0) {
        timer = scheduleTimer(check, request.taskDeadlineMs / 2);
        return;
      }
      state.offering = false;
      state.error ??= {
        code: 'CROSSOVER_DEADLINE',
        name: 'CrossoverError',
        message: `A task did not settle within ${request.taskDeadlineMs} ms. Give it longer with --task-deadline, or find what it waits for.`,
      };
      resolve(late);
    };
    timer = scheduleTimer(check, request.taskDeadlineMs);
  });
  try {
    return await Promise.race([Promise.all(lanes).then(() => 0), overdue]);
  } finally {
    cancelTimer(timer);
  }
}

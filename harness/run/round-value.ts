/** From the readings of a round's slices to its raw values in the document. Pure. */
import type { ErrorRecord } from '../errors.ts';
import type { BatchMeters } from '../model.ts';
import type { Round, SliceValue } from '../result/schema.ts';
import type { FinishReading, OpenReading, SliceReading, WarmUpReading } from '../round/protocol.ts';
import { blockValue } from '../stats/block-value.ts';
import { LogHistogram } from '../stats/histogram.ts';
import { littleRatio } from '../stats/littles-law.ts';
import { leastSquaresSlope, type Point } from '../stats/slope.ts';

/** What the processes of a round held before and after a slice, and at the most meanwhile; null where peaks cannot be had. */
export interface SliceMemory {
  readonly beforeBytes: number;
  readonly afterBytes: number;
  readonly peakBytes: number | null;
}

/** A slice as the orchestrator saw it: the child's reading and what happened around it. */
export interface TakenSlice {
  readonly turn: number;
  readonly cpu: number | null;
  readonly startedMs: number;
  readonly reading: SliceReading;
  readonly sleeperCpuRatio: number | null;
  readonly voidReason: string | null;
  /** Null where it cannot be read. */
  readonly memory: SliceMemory | null;
}

/** Everything that one round gave, however far it came. */
export interface TakenRound {
  readonly block: number;
  readonly opened: OpenReading | null;
  readonly warmedUp: WarmUpReading | null;
  readonly finished: FinishReading | null;
  readonly slices: readonly TakenSlice[];
  readonly error: ErrorRecord | null;
  /** Why no slice was taken though nothing failed; null otherwise. */
  readonly notTaken: string | null;
  readonly mergesQueueAndSend: boolean;
}

function sum<Item>(items: readonly Item[], pick: (item: Item) => number): number {
  return items.reduce((total, item) => total + pick(item), 0);
}

function sumOrNull<Item>(items: readonly Item[], pick: (item: Item) => number | null): number | null {
  return items.some((item) => pick(item) === null) ? null : sum(items, (item) => pick(item) ?? 0);
}

function mergeHistograms(
  histograms: readonly { unit: 'ms'; buckets: readonly (readonly [number, number])[] }[],
): LogHistogram {
  const merged = new LogHistogram();
  for (const histogram of histograms) merged.merge(LogHistogram.from(histogram));
  return merged;
}

function toSliceValue({
  turn,
  cpu,
  startedMs,
  reading,
  sleeperCpuRatio,
  voidReason,
}: TakenSlice): SliceValue {
  const { windowMs, credit } = reading.window;
  return {
    turn,
    cpu,
    startedMs,
    windowMs,
    credit,
    throughputPerSec: (credit / windowMs) * 1e3,
    sleeperCpuRatio,
    voidReason,
  };
}

function readReceipt(
  readings: readonly SliceReading[],
  settled: number,
  merged: boolean,
): Round['receiptMs'] {
  const meanOf = (pick: (reading: SliceReading) => number): number => sum(readings, pick) / settled;
  return {
    queue: merged ? null : meanOf(({ window }) => window.queueMsSum),
    send: merged ? null : meanOf(({ window }) => window.sendMsSum),
    queueAndSend: merged ? meanOf(({ window }) => window.queueAndSendMsSum) : null,
    run: meanOf(({ window }) => window.runMsSum),
    return: meanOf(({ window }) => window.returnMsSum),
  };
}

/** Mean run time of a task on each executor; null for one that settled none. */
function readExecutorRunMs(readings: readonly SliceReading[]): (number | null)[] {
  const executorCount = Math.max(0, ...readings.map(({ window }) => window.executorCounts.length));
  return Array.from({ length: executorCount }, (_, index) => {
    const count = sum(readings, ({ window }) => window.executorCounts[index] ?? 0);
    return count === 0 ? null : sum(readings, ({ window }) => window.executorRunMsSums[index] ?? 0) / count;
  });
}

/** CPU per task over whole slices, so that lead-in and drain are paid by the tasks that they carried out. */
function perTask(
  readings: readonly SliceReading[],
  pick: (reading: SliceReading) => number | null,
): number | null {
  const total = sumOrNull(readings, pick);
  const tasks = sum(readings, (reading) => reading.tasks.ok);
  return total === null || tasks === 0 ? null : total / tasks;
}

function readAddedMemory({ opened, finished }: TakenRound): number | null {
  const memoryBytes = finished?.memoryBytes ?? null;
  return memoryBytes === null || opened === null ? null : memoryBytes - opened.baseMemoryBytes;
}

/** Of all slices, void ones too: a neighbour takes time, not memory. Null where memory is not the model's, or is not told. */
function readPeakMemory(taken: TakenRound): number | null {
  const peaks = taken.slices.map(({ memory }) => memory?.peakBytes ?? null);
  if (peaks.length === 0 || peaks.includes(null) || readAddedMemory(taken) === null) return null;
  return Math.max(...peaks.map(Number)) - taken.opened!.baseMemoryBytes;
}

/**
 * From what was held before the first slice, and after each, by the tasks done until then: processes do none in between. Where the scenario
 * is about growth that is what lives after a collection; else garbage that waits for one counts as well.
 */
function readMemoryGrowth(taken: TakenRound): number | null {
  if (readAddedMemory(taken) === null) return null;
  const points: Point[] = [];
  let tasks = 0;
  for (const { memory, reading } of taken.slices) {
    const held = reading.liveMemory === undefined ? memory : reading.liveMemory;
    if (held === null) return null;
    if (points.length === 0) points.push([0, held.beforeBytes]);
    tasks += reading.tasks.ok;
    points.push([tasks, held.afterBytes]);
  }
  return leastSquaresSlope(points);
}

/** Means over batches; null where none came to its end inside the slices. */
function readBatch(meters: readonly BatchMeters[]): Round['batch'] {
  const count = sum(meters, (one) => one.count);
  if (count === 0) return null;
  const meanOf = (pick: (one: BatchMeters) => number): number => sum(meters, pick) / count;
  return {
    meanSize: meanOf(({ taskCount }) => taskCount),
    gatherMs: meanOf(({ gatherMs }) => gatherMs),
    queueAndSendMs: meanOf(({ queueAndSendMs }) => queueAndSendMs),
    runMs: meanOf(({ runMs }) => runMs),
    returnMs: meanOf(({ returnMs }) => returnMs),
  };
}

/** What only some knobs make: see the schema. */
function readKnobEvidence(
  readings: readonly SliceReading[],
): Pick<Round, 'startedExecutorCount' | 'inputCopyRatio' | 'batch'> {
  const started = readings.flatMap(({ startedExecutorCount }) => startedExecutorCount ?? []);
  const copies = readings.flatMap(({ inputCopyMs, wallMs }) =>
    inputCopyMs === undefined ? [] : [{ inputCopyMs, wallMs }],
  );
  const batches = readings.flatMap((reading) => reading.batches ?? []);
  return {
    ...(batches.length === 0 ? {} : { batch: readBatch(batches) }),
    ...(started.length === 0 ? {} : { startedExecutorCount: sum(started, (count) => count) }),
    ...(copies.length === 0
      ? {}
      : { inputCopyRatio: sum(copies, (copy) => copy.inputCopyMs) / sum(copies, (copy) => copy.wallMs) }),
  };
}

/** As `meanThroughputPerSec` is read: all credit ÷ all window time, and attempts by the credit of their tasks. */
function readOutcomes(readings: readonly SliceReading[]): Pick<Round, 'goodputPerSec' | 'attemptsPerTask'> {
  const told = readings.flatMap(({ outcomes, window }) => (outcomes ? [{ ...outcomes, window }] : []));
  const goodCredit = sumOrNull(told, (one) => one.goodCredit);
  const attemptCredit = sumOrNull(told, (one) => one.attemptCredit);
  const windowMs = sum(told, ({ window }) => window.windowMs);
  const credit = sum(told, ({ window }) => window.credit);
  return {
    ...(goodCredit === null || windowMs === 0 ? {} : { goodputPerSec: (goodCredit / windowMs) * 1e3 }),
    ...(attemptCredit === null || credit === 0 ? {} : { attemptsPerTask: attemptCredit / credit }),
  };
}

/** What only servers have. */
function readServer(
  readings: readonly SliceReading[],
  shutdown: FinishReading['shutdown'],
): Pick<Round, 'server'> {
  const servers = readings.flatMap(({ server, wallMs }) => (server ? [{ ...server, wallMs }] : []));
  if (servers.length === 0) return {};
  const victims = servers.flatMap(({ victim }) => victim ?? []);
  return {
    server: {
      driverCores: sum(servers, (one) => one.driverCores * one.wallMs) / sum(servers, ({ wallMs }) => wallMs),
      victim: victims.length === 0 ? null : mergeHistograms(victims).toJSON(),
      shutdown: shutdown ?? null,
    },
  };
}

/** A line that grows by more than this share of what came, and by more than the number outstanding varies. */
const SATURATED_RATIO = 0.05;
const OUTSTANDING_DEVIATIONS = 3;

/**
 * Whether a system did not keep up with its arrivals: its line was longer when the load ended than when the window began. In a
 * steady state the two differ by how much the number outstanding varies, which is its root (Poisson).
 */
function readOpenLoop(readings: readonly SliceReading[]): Pick<Round, 'openLoop'> {
  const open = readings.flatMap(({ openLoop, window }) => (openLoop ? [{ ...openLoop, window }] : []));
  if (open.length === 0) return {};
  const growth = sum(open, ({ backlogGrowth }) => backlogGrowth);
  const arrivedCount = sum(open, (one) => one.arrivedCount);
  const meanOutstanding = sum(open, ({ window }) => window.outstandingMs / window.windowMs) / open.length;
  const leastGrowth = OUTSTANDING_DEVIATIONS * Math.sqrt(open.length * Math.max(1, meanOutstanding));
  return {
    openLoop: {
      scheduledCount: sum(open, (one) => one.scheduledCount),
      isSaturated: growth > Math.max(SATURATED_RATIO * arrivedCount, leastGrowth),
      lag: mergeHistograms(open.map(({ lag }) => lag)).toJSON(),
    },
  };
}

/** The figures that come out of the valid slices; status and reasons are the audit's. */
export function toRound(taken: TakenRound): Round {
  const valid = taken.slices.filter(({ voidReason }) => voidReason === null);
  const readings = valid.map(({ reading }) => reading);
  const all = taken.slices.map(({ reading }) => reading);
  const value = blockValue(
    valid.map(({ cpu, reading }) => ({
      cpu,
      windowMs: reading.window.windowMs,
      credit: reading.window.credit,
    })),
  );
  const settled = sum(readings, ({ window }) => window.settledCount);
  const wallMs = sum(readings, (reading) => reading.wallMs);
  const windowMs = sum(readings, ({ window }) => window.windowMs);
  const latencyMsMean = settled === 0 ? null : sum(readings, ({ window }) => window.latencyMsSum) / settled;
  const outstanding = windowMs === 0 ? null : sum(readings, ({ window }) => window.outstandingMs) / windowMs;
  const cpuMsPerTask = perTask(readings, (reading) => reading.cpuMs);
  const waitMs = sumOrNull(readings, (reading) => reading.runQueueWaitMs);
  return {
    block: taken.block,
    status: taken.error === null ? 'ok' : 'failed',
    reasons: [],
    error: taken.error,
    startUpMs: taken.opened?.startUpMs ?? null,
    firstTaskMs: taken.opened?.firstTaskMs ?? null,
    warmUpMs: taken.warmedUp?.durationMs ?? null,
    warmUpTaskCount: taken.warmedUp?.taskCount ?? null,
    warmUpFlat: taken.warmedUp?.isFlat ?? null,
    slices: taken.slices.map(toSliceValue),
    medianThroughputPerSec: value?.medianThroughputPerSec ?? null,
    meanThroughputPerSec: value?.meanThroughputPerSec ?? null,
    tasks: {
      offered: sum(all, ({ tasks }) => tasks.offered),
      ok: sum(all, ({ tasks }) => tasks.ok),
      failed: sum(all, ({ tasks }) => tasks.failed),
      timedOut: sum(all, ({ tasks }) => tasks.timedOut),
    },
    latency: mergeHistograms(readings.map(({ window }) => window.latency)).toJSON(),
    latencyMsMean,
    longestTaskMs: settled === 0 ? null : Math.max(...readings.map(({ longestTaskMs }) => longestTaskMs)),
    receiptMs: settled === 0 ? null : readReceipt(readings, settled, taken.mergesQueueAndSend),
    executorRunMs: readExecutorRunMs(readings),
    littleRatio:
      value === null || latencyMsMean === null || outstanding === null || outstanding === 0
        ? null
        : littleRatio(value.meanThroughputPerSec, latencyMsMean, outstanding),
    cpuMsPerTask,
    loopThreadCpuMsPerTask: perTask(readings, (reading) => reading.loopThreadCpuMs),
    effectiveCores:
      cpuMsPerTask === null || value === null ? null : (cpuMsPerTask * value.meanThroughputPerSec) / 1e3,
    switchesPerTask: perTask(readings, (reading) => reading.switchCount),
    runQueueWaitRatio: waitMs === null || wallMs === 0 ? null : waitMs / wallMs,
    loop:
      windowMs === 0
        ? null
        : {
            waits: mergeHistograms(readings.map(({ loopWaits }) => loopWaits)).toJSON(),
            cutOffCount: sum(readings, ({ loopCutOffCount }) => loopCutOffCount),
            utilizationRatio: sum(readings, (reading) => reading.utilizationRatio * reading.wallMs) / wallMs,
          },
    gcCount: readings.length === 0 ? null : sum(readings, ({ gcCount }) => gcCount),
    gcPauseMs: readings.length === 0 ? null : sum(readings, ({ gcPauseMs }) => gcPauseMs),
    gcWallMs: readings.length === 0 ? null : wallMs,
    addedMemoryBytes: readAddedMemory(taken),
    peakMemoryBytes: readPeakMemory(taken),
    memoryGrowthBytesPerTask: readMemoryGrowth(taken),
    digest: taken.opened?.digest ?? null,
    ...readOutcomes(readings),
    ...readOpenLoop(readings),
    ...readServer(readings, taken.finished?.shutdown),
    ...readKnobEvidence(readings),
  };
}

/** From the raw rounds of a cell to the figures that people read. Pure. */

import type { Cell, HistogramDocument, Interval, Round } from '../result/schema.ts';
import { median } from '../stats/describe.ts';
import { LogHistogram } from '../stats/histogram.ts';
import { meanInterval } from '../stats/mean-interval.ts';
import { quantileWithInterval } from '../stats/quantile-interval.ts';
import { describeFailure } from './describe-failure.ts';

/** A cell before its summaries: what the plan and the rounds gave. */
export type RawCell = Omit<
  Cell,
  | 'throughputPerSec'
  | 'latencyMs'
  | 'receiptMs'
  | 'startUpMs'
  | 'firstTaskMs'
  | 'cpuMsPerTask'
  | 'loopThreadCpuMsPerTask'
  | 'effectiveCores'
  | 'eventLoop'
  | 'gc'
  | 'addedMemoryBytes'
  | 'peakMemoryBytes'
  | 'memoryGrowthBytesPerTask'
  | 'switchesPerTask'
  | 'runQueueWaitRatio'
  | 'batch'
  | 'nullTask'
  | 'best'
  | 'status'
  | 'error'
  | 'reason'
> &
  // Known before anything is summarised: `cannot` with its reason, and `failed` with its error where not even a block could begin.
  Partial<Pick<Cell, 'status' | 'reason' | 'error'>>;

/** What a cell shows instead of figures when it has none that are true. */
const NO_FIGURES = {
  throughputPerSec: null,
  latencyMs: null,
  receiptMs: null,
  startUpMs: null,
  firstTaskMs: null,
  cpuMsPerTask: null,
  loopThreadCpuMsPerTask: null,
  effectiveCores: null,
  eventLoop: null,
  gc: null,
  addedMemoryBytes: null,
  best: false,
} as const;

function present<Item>(values: readonly (Item | null)[]): Item[] {
  return values.filter((value): value is Item => value !== null);
}

/** Mean over the rounds that have it; null when none has. */
function meanOf(rounds: readonly Round[], pick: (round: Round) => number | null): number | null {
  const values = present(rounds.map(pick));
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function medianOf(rounds: readonly Round[], pick: (round: Round) => number | null): number | null {
  const values = present(rounds.map(pick));
  return values.length === 0 ? null : median(values);
}

function merge(histograms: readonly HistogramDocument[]): LogHistogram {
  const merged = new LogHistogram();
  for (const histogram of histograms) merged.merge(LogHistogram.from(histogram));
  return merged;
}

/** Of what is never less than nothing: two blocks that differ much would reach below it. */
function positiveInterval(values: readonly number[]): Interval | null {
  const interval = meanInterval(values);
  return interval && { ...interval, low: Math.max(0, interval.low) };
}

const summariseThroughput = (rounds: readonly Round[]): Interval | null =>
  positiveInterval(present(rounds.map((round) => round.meanThroughputPerSec)));

function summariseLatency(rounds: readonly Round[]): Cell['latencyMs'] {
  const histogram = merge(rounds.map((round) => round.latency));
  const mean = meanOf(rounds, (round) => round.latencyMsMean);
  if (mean === null || histogram.count === 0) return null;
  return {
    mean,
    sampleCount: histogram.count,
    p50: quantileWithInterval(histogram, 0.5),
    p90: quantileWithInterval(histogram, 0.9),
    p99: quantileWithInterval(histogram, 0.99),
    p999: quantileWithInterval(histogram, 0.999),
    max: histogram.maxMs ?? 0,
  };
}

function summariseReceipt(rounds: readonly Round[]): Cell['receiptMs'] {
  const receipts = present(rounds.map((round) => round.receiptMs));
  if (receipts.length === 0) return null;
  const parts = [
    ['queue', 'queue'],
    ['send', 'send'],
    ['queue+send', 'queueAndSend'],
    ['run', 'run'],
    ['return', 'return'],
  ] as const;
  return parts.flatMap(([part, field]) => {
    const values = present(receipts.map((receipt) => receipt[field]));
    if (values.length === 0) return [];
    return [{ part, meanMs: values.reduce((sum, value) => sum + value, 0) / values.length }];
  });
}

/** Plain quantiles of what random arrivals waited: such arrivals see the loop as it is on average (Wolff 1982). */
function summariseLoop(rounds: readonly Round[]): Cell['eventLoop'] {
  const loops = present(rounds.map((round) => round.loop));
  const waits = merge(loops.map((loop) => loop.waits));
  if (waits.count === 0) return null;
  const cutOffCount = loops.reduce((sum, loop) => sum + loop.cutOffCount, 0);
  return {
    delayMsP50: waits.quantileMs(0.5) ?? 0,
    delayMsP99: quantileWithInterval(waits, 0.99)?.value ?? null,
    delayMsMax: waits.maxMs ?? 0,
    isLowerBound: cutOffCount * 2 > waits.count,
    shareBeyond10Ms: shareBeyond(waits, 10),
    utilizationRatio: loops.reduce((sum, loop) => sum + loop.utilizationRatio, 0) / loops.length,
  };
}

function shareBeyond(waits: LogHistogram, thresholdMs: number): number {
  let beyond = 0;
  for (const { midMs, count } of waits.valuesAndCounts()) if (midMs > thresholdMs) beyond += count;
  return beyond / waits.count;
}

function summariseGc(rounds: readonly Round[]): Cell['gc'] {
  const wallMs = rounds.reduce((sum, round) => sum + (round.gcWallMs ?? 0), 0);
  if (wallMs === 0) return null;
  const perSec = (pick: (round: Round) => number | null): number =>
    (rounds.reduce((sum, round) => sum + (pick(round) ?? 0), 0) / wallMs) * 1e3;
  return { countPerSec: perSec((round) => round.gcCount), pauseMsPerSec: perSec((round) => round.gcPauseMs) };
}

/** Only where rounds have it: see the schema. */
function summariseBatch(rounds: readonly Round[]): Pick<Cell, 'batch'> {
  if (rounds.every(({ batch }) => batch === undefined)) return {};
  const batches = present(rounds.map(({ batch }) => batch ?? null));
  if (batches.length === 0) return { batch: null };
  const meanOfField = (field: keyof (typeof batches)[number]): number =>
    batches.reduce((sum, batch) => sum + batch[field], 0) / batches.length;
  return {
    batch: {
      meanSize: meanOfField('meanSize'),
      gatherMs: meanOfField('gatherMs'),
      queueAndSendMs: meanOfField('queueAndSendMs'),
      runMs: meanOfField('runMs'),
      returnMs: meanOfField('returnMs'),
    },
  };
}

/** Only where rounds have it: see the schema. */
function summariseMemory(
  rounds: readonly Round[],
): Pick<Cell, 'peakMemoryBytes' | 'memoryGrowthBytesPerTask'> {
  if (rounds.every(({ peakMemoryBytes }) => peakMemoryBytes === undefined)) return {};
  return {
    peakMemoryBytes: medianOf(rounds, (round) => round.peakMemoryBytes ?? null),
    memoryGrowthBytesPerTask: meanInterval(
      present(rounds.map((round) => round.memoryGrowthBytesPerTask ?? null)),
    ),
  };
}

function summariseNullTask(rounds: readonly Round[]): Pick<Cell, 'nullTask'> {
  if (rounds.every(({ nullTask }) => nullTask === undefined)) return {};
  const taken = present(rounds.map(({ nullTask }) => nullTask ?? null));
  if (taken.length === 0) return { nullTask: null };
  const messages = present(taken.map(({ messageMs }) => messageMs));
  return {
    nullTask: {
      perTaskMs: positiveInterval(taken.map(({ perTaskMs }) => perTaskMs)),
      cpuMsPerTask: positiveInterval(present(taken.map(({ cpuMsPerTask }) => cpuMsPerTask))),
      messageMs: messages.length === 0 ? null : median(messages),
      taskCount: taken.reduce((sum, { taskCount }) => sum + taskCount, 0),
      blockCount: taken.length,
    },
  };
}

/** Of servers: the load that they bore, the victim beside it, and what a deploy under load cost. */
function summariseServer(rounds: readonly Round[], isSaturated: boolean): Pick<Cell, 'server'> {
  const servers = rounds.flatMap(({ server }) => server ?? []);
  if (servers.length === 0) return {};
  const victims = merge(servers.flatMap(({ victim }) => victim ?? []));
  const deploys = servers.flatMap(({ shutdown }) => shutdown ?? []);
  const total = (pick: (deploy: (typeof deploys)[number]) => number): number | null =>
    deploys.length === 0 ? null : deploys.reduce((sum, deploy) => sum + pick(deploy), 0);
  return {
    server: {
      driverCores: servers.reduce((sum, { driverCores }) => sum + driverCores, 0) / servers.length,
      // Behind a line that grows the victim waits for as long as one looks, too.
      victimMsP50: isSaturated ? null : quantileWithInterval(victims, 0.5),
      victimMsP99: isSaturated ? null : quantileWithInterval(victims, 0.99),
      lostCount: total(({ lostCount }) => lostCount),
      sentCount: total(({ lostCount, answeredCount }) => lostCount + answeredCount),
      drainMs: deploys.length === 0 ? null : median(deploys.map(({ drainMs }) => drainMs)),
    },
  };
}

/** In open loop: a cell does not keep up when most of its rounds did not. */
function summariseOpenLoop(rounds: readonly Round[]): Pick<Cell, 'openLoop'> {
  const open = rounds.flatMap(({ openLoop }) => openLoop ?? []);
  if (open.length === 0) return {};
  return {
    openLoop: {
      isSaturated: open.filter(({ isSaturated }) => isSaturated).length * 2 >= open.length,
      lagMsP99: quantileWithInterval(merge(open.map(({ lag }) => lag)), 0.99)?.value ?? null,
    },
  };
}

/** `failed` (or `cannot`, where it could not even begin) when any round failed, `void` when none is valid, else `ok`; only `ok` cells have figures. */
export function summariseCell(raw: RawCell): Cell {
  if (raw.status === 'cannot') {
    return { ...raw, ...NO_FIGURES, status: 'cannot', error: null, reason: raw.reason ?? null };
  }
  if (raw.status === 'failed' && raw.blocks.length === 0 && raw.error) {
    return { ...raw, ...NO_FIGURES, status: 'failed', error: raw.error, reason: describeFailure(raw.error) };
  }
  const failed = raw.blocks.find((round) => round.status === 'failed');
  if (failed) {
    const reason = describeFailure(failed.error);
    const status = failed.error?.code === 'CROSSOVER_CANNOT' ? 'cannot' : 'failed';
    return { ...raw, ...NO_FIGURES, status, error: failed.error, reason };
  }
  const rounds = raw.blocks.filter((round) => round.status === 'ok');
  if (rounds.length === 0) {
    const reason = raw.blocks.at(-1)?.reasons.join('; ') ?? 'it was not reached before the run ended';
    return { ...raw, ...NO_FIGURES, status: 'void', error: null, reason };
  }
  const { openLoop } = summariseOpenLoop(rounds);
  return {
    ...raw,
    status: 'ok',
    error: null,
    reason: null,
    throughputPerSec: summariseThroughput(rounds),
    latencyMs: openLoop?.isSaturated ? null : summariseLatency(rounds),
    receiptMs: openLoop?.isSaturated ? null : summariseReceipt(rounds),
    ...(openLoop === undefined ? {} : { openLoop }),
    ...summariseServer(rounds, openLoop?.isSaturated === true),
    startUpMs: medianOf(rounds, (round) => round.startUpMs),
    firstTaskMs: medianOf(rounds, (round) => round.firstTaskMs),
    cpuMsPerTask: meanOf(rounds, (round) => round.cpuMsPerTask),
    loopThreadCpuMsPerTask: meanOf(rounds, (round) => round.loopThreadCpuMsPerTask),
    effectiveCores: meanOf(rounds, (round) => round.effectiveCores),
    eventLoop: summariseLoop(rounds),
    gc: summariseGc(rounds),
    addedMemoryBytes: medianOf(rounds, (round) => round.addedMemoryBytes),
    switchesPerTask: meanOf(rounds, (round) => round.switchesPerTask ?? null),
    runQueueWaitRatio: meanOf(rounds, (round) => round.runQueueWaitRatio),
    ...summariseMemory(rounds),
    ...summariseBatch(rounds),
    ...summariseNullTask(rounds),
    best: false,
  };
}

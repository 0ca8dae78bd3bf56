/** Makes cells, rounds and contrasts of the schema out of invented figures. For tests only: nothing here was measured. */
import type { Cell, Contrast, Interval, Round, Verdict } from '../harness/result/schema.ts';
import { LogHistogram } from '../harness/stats/histogram.ts';
import { createRandom, type Random } from '../harness/stats/random.ts';
import type { InventedCell, InventedCondition } from './fixture-conditions.ts';

const WINDOW_MS = 45;

/** What all cells of an invented condition are made with. */
export interface InventedContext {
  readonly condition: InventedCondition;
  readonly conditionId: string;
  readonly reference: InventedCell;
  /** Indices into the document's blocks[]. */
  readonly blocks: readonly number[];
}

/** `worker-threads×2 · sync`: the short name of an invented cell. */
export function labelOf({ model, poolSize, variant }: InventedCell): string {
  return `${model}${poolSize === undefined ? '' : `×${poolSize}`}${variant === undefined ? '' : ` · ${variant}`}`;
}

/** `cpu/sha256 | payload=8 MiB | worker-threads×2`: an id that is unique in the invented document. */
export const idOf = (conditionId: string, cell: InventedCell): string => `${conditionId} | ${labelOf(cell)}`;

const isMeasured = (cell: InventedCell): boolean => cell.status === undefined;

function latencyOf(random: Random, meanMs: number, count: number): LogHistogram {
  const histogram = new LogHistogram();
  for (let index = 0; index < count; index++) {
    const tail = random.next() < 0.01 ? 1 + 3 * random.next() : 1;
    histogram.record(meanMs * Math.exp(0.12 * random.normal()) * tail);
  }
  return histogram;
}

function slicesOf(cell: InventedCell, block: number, random: Random): Round['slices'] {
  return Array.from({ length: 12 }, (_unused, turn) => {
    const throughputPerSec = cell.perSec * (1 + 0.02 * random.normal());
    return {
      turn,
      cpu: turn % 2,
      startedMs: block * 2000 + turn * 110,
      windowMs: WINDOW_MS,
      credit: (throughputPerSec * WINDOW_MS) / 1000,
      throughputPerSec,
      sleeperCpuRatio: 0.002,
      voidReason: null,
    };
  });
}

function receiptMsOf({ receipt, model }: InventedCell, latencyMs: number): NonNullable<Round['receiptMs']> {
  const [queue, send, run, back] = receipt.map((share) => share * latencyMs) as [
    number,
    number,
    number,
    number,
  ];
  const isMerged = model === 'worker-threads';
  return {
    queue: isMerged ? null : queue,
    send: isMerged ? null : send,
    queueAndSend: isMerged ? queue + send : null,
    run,
    return: back,
  };
}

function roundOf(cell: InventedCell, { condition }: InventedContext, block: number, random: Random): Round {
  const perSec = cell.perSec * (1 + (cell.spread / 1.2) * random.normal());
  const inFlight = cell.model === 'sequential' ? 1 : condition.inFlight;
  const latencyMs = (1000 * inFlight) / perSec;
  const waits = latencyOf(random, cell.loopDelayMsP99 / 2, 200);
  return {
    block,
    status: cell.status === 'void' ? 'void' : cell.status === 'failed' ? 'failed' : 'ok',
    reasons: cell.reason === undefined ? [] : [cell.reason],
    error: null,
    startUpMs: 60 + 20 * (cell.poolSize ?? 0),
    firstTaskMs: latencyMs * 2,
    warmUpMs: 400,
    warmUpTaskCount: 120,
    warmUpFlat: true,
    slices: slicesOf(cell, block, random),
    medianThroughputPerSec: perSec,
    meanThroughputPerSec: perSec,
    tasks: { offered: 2000, ok: 2000, failed: 0, timedOut: 0 },
    latency: latencyOf(random, latencyMs, 2000).toJSON(),
    latencyMsMean: latencyMs,
    receiptMs: receiptMsOf(cell, latencyMs),
    executorRunMs: Array.from({ length: cell.poolSize ?? 1 }, () => 1e3 / perSec),
    littleRatio: 1.003,
    cpuMsPerTask: (cell.cores * 1000) / perSec,
    loopThreadCpuMsPerTask: (cell.utilization * 1000) / perSec,
    effectiveCores: cell.cores,
    runQueueWaitRatio: 0.01,
    loop: { waits: waits.toJSON(), cutOffCount: 0, utilizationRatio: cell.utilization },
    gcCount: 3,
    gcPauseMs: 1.4,
    gcWallMs: 540,
    addedMemoryBytes: (cell.poolSize ?? 0) * 8.4 * 2 ** 20 + 2 ** 20,
    digest: 'a3f1c09e',
  };
}

const around = (value: number, spread: number): Interval => ({
  value,
  low: value * (1 - spread),
  high: value * (1 + spread),
});

function latencySummary(histogram: LogHistogram): Cell['latencyMs'] {
  const quantile = (p: number): Interval | null =>
    histogram.count * (1 - p) < 10 ? null : around(histogram.quantileMs(p) ?? 0, 0.01 / (1 - p) ** 0.3);
  const mean = histogram.quantileMs(0.5) ?? 0;
  const quantiles = { p50: quantile(0.5), p90: quantile(0.9), p99: quantile(0.99), p999: quantile(0.9995) };
  return { mean, sampleCount: histogram.count, ...quantiles, max: histogram.maxMs ?? 0 };
}

function receiptSummary(cell: InventedCell, latencyMs: number): Cell['receiptMs'] {
  const { queue, send, queueAndSend, run, return: back } = receiptMsOf(cell, latencyMs);
  const parts = [
    { part: 'queue' as const, meanMs: queue },
    { part: 'send' as const, meanMs: send },
    { part: 'queue+send' as const, meanMs: queueAndSend },
    { part: 'run' as const, meanMs: run },
    { part: 'return' as const, meanMs: back },
  ];
  return parts.flatMap(({ part, meanMs }) => (meanMs === null ? [] : { part, meanMs }));
}

/** What only a measured cell has. */
function summariesOf(cell: InventedCell, blocks: readonly Round[], inFlight: number) {
  const pooled = new LogHistogram();
  for (const round of blocks) pooled.merge(LogHistogram.from(round.latency));
  const hasInterval = blocks.length >= 2;
  return {
    throughputPerSec: hasInterval ? around(cell.perSec, cell.spread) : null,
    latencyMs: latencySummary(pooled),
    receiptMs: receiptSummary(cell, (1000 * inFlight) / cell.perSec),
    startUpMs: 60 + 20 * (cell.poolSize ?? 0),
    firstTaskMs: 21.4,
    cpuMsPerTask: (cell.cores * 1000) / cell.perSec,
    loopThreadCpuMsPerTask: (cell.utilization * 1000) / cell.perSec,
    effectiveCores: cell.cores,
    eventLoop: {
      delayMsP50: cell.loopDelayMsP99 / 3,
      delayMsP99: cell.loopDelayMsP99,
      delayMsMax: cell.loopDelayMsP99 * 1.8,
      isLowerBound: false,
      shareBeyond10Ms: cell.loopDelayMsP99 > 10 ? 0.21 : 0,
      utilizationRatio: cell.utilization,
    },
    gc: { countPerSec: 5.6, pauseMsPerSec: 2.6 },
    addedMemoryBytes: (cell.poolSize ?? 0) * 8.4 * 2 ** 20 + 2 ** 20,
  };
}

const NO_SUMMARIES = {
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
};

/** An invented cell in the form of the schema. */
export function toCell(cell: InventedCell, context: InventedContext): Cell {
  const { condition, conditionId, reference } = context;
  const random = createRandom(7).fork(idOf(conditionId, cell));
  const blocks = context.blocks.map((block) => roundOf(cell, context, block, random));
  const inFlight = cell.model === 'sequential' ? 1 : condition.inFlight;
  const [fastest] = condition.cells.filter(isMeasured).sort((one, other) => other.perSec - one.perSec);
  const leastOfBest = fastest === undefined ? 0 : fastest.perSec * (1 - fastest.spread);
  return {
    id: idOf(conditionId, cell),
    condition: conditionId,
    scenario: condition.scenario,
    variant: cell.variant ?? 'default',
    model: cell.model,
    knobs: cell.poolSize === undefined ? {} : { poolSize: cell.poolSize },
    params: { ...condition.params },
    label: labelOf(cell),
    isReference: cell === reference,
    executorCount: cell.poolSize ?? 1,
    inFlight,
    window: 'sliced',
    status: cell.status ?? 'ok',
    error: null,
    reason: cell.reason ?? null,
    blocks,
    ...(isMeasured(cell) ? summariesOf(cell, blocks, inFlight) : NO_SUMMARIES),
    best: isMeasured(cell) && blocks.length >= 2 && cell.perSec * (1 + cell.spread) >= leastOfBest,
  };
}

function verdictOf({ low, high }: Interval): Verdict {
  if (low > 1.03) return 'faster';
  if (high < 0.97) return 'slower';
  return low > 0.97 && high < 1.03 ? 'same' : 'unsure';
}

/** The invented contrast of a cell with its reference; with one block there is no ratio. */
export function toContrast(
  cell: InventedCell,
  { conditionId, reference, blocks }: InventedContext,
): Contrast {
  const hasRatio = isMeasured(cell) && blocks.length >= 2;
  const ratio = hasRatio
    ? around(cell.perSec / reference.perSec, Math.hypot(cell.spread, reference.spread))
    : null;
  const verdict = !isMeasured(cell) ? 'not comparable' : ratio === null ? 'unsure' : verdictOf(ratio);
  return {
    cell: idOf(conditionId, cell),
    reference: idOf(conditionId, reference),
    metric: { id: 'throughput', unit: 'tasks/s', better: 'higher' },
    ratio,
    meanRatio: ratio,
    detectable: ratio === null ? null : 1 + cell.spread * 1.4 + 0.03,
    verdict,
    decidedBy: ratio === null || verdict === 'unsure' ? null : 'both',
    blockCount: blocks.length,
    moreBlocks: verdict === 'unsure' && ratio !== null ? 12 : null,
    reason: verdict === 'not comparable' ? `${labelOf(cell)} has no valid block.` : null,
  };
}

/** The invented contrasts between the cells that are not the reference, as if all of them had shared blocks. */
export function toRivalContrasts(context: InventedContext): Contrast[] {
  const rivals = context.condition.cells.slice(1).filter(isMeasured);
  if (context.blocks.length < 2) return [];
  return rivals.flatMap((reference, index) =>
    rivals.slice(index + 1).map((cell) => toContrast(cell, { ...context, reference })),
  );
}

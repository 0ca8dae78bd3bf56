/** One cell as a row of figures and of the texts that stand for them: what every table of a condition is made of. */
import type { Cell, Contrast, Interval, Verdict } from '../../harness/result/schema.ts';
import {
  formatBytes,
  formatCores,
  formatCount,
  formatInterval,
  formatMs,
  formatRate,
  formatRatioInterval,
  formatShare,
  formatSignificant,
  NO_FIGURE,
  TOO_FEW,
} from '../format.ts';
import { latencyIntervalText, latencyText } from './latency-text.ts';

/** An estimate; bounds are null where a single block gives none. */
export interface Estimate {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** Everything that a table of a condition shows of one cell. A cell whose status is not `ok` shows its reason alone. */
export interface CellRow {
  readonly cell: string;
  readonly label: string;
  readonly model: string;
  readonly variant: string;
  readonly executorCount: number | null;
  /** Which cell of its model this is inside the condition, from 0: for telling equal colours apart. */
  readonly ordinal: number;
  readonly isReference: boolean;
  /** A limit that others are set against, never to be recommended. */
  readonly isFloor: boolean;
  readonly status: Cell['status'];
  /** Why there are no figures; null when the status is `ok`. */
  readonly reason: string | null;
  /** In open loop: more tasks came than it carried out. */
  readonly isSaturated: boolean;
  /** Not told apart from the best of its condition. */
  readonly best: boolean;
  /** Blocks that counted. */
  readonly blockCount: number;
  readonly throughput: Estimate | null;
  /** `391 [384, 397]`, per second. */
  readonly throughputText: string;
  /** Cell ÷ reference, from the estimate that decided. Null for the reference and where nothing can be compared. */
  readonly ratio: Interval | null;
  /** The two estimates that a verdict is made of, both cell ÷ reference; null where nothing can be compared. */
  readonly estimates: { readonly median: Interval; readonly mean: Interval } | null;
  /** `1.91× [1.86, 1.96]`, whatever the verdict. */
  readonly ratioText: string;
  readonly verdict: Verdict | null;
  /** `faster`, `unsure`, `reference`; an em dash where nothing was contrasted. */
  readonly verdictText: string;
  /** What qualifies the verdict: how many more blocks, from the means alone, why not comparable. Empty without. */
  readonly verdictDetail: string;
  /** For `unsure`: about how many more blocks would decide; null where that cannot be said. */
  readonly moreBlocks: number | null;
  /** The ratio where the verdict bears it, else the verdict's word: for narrow tables. */
  readonly comparisonText: string;
  /** The smallest changes, up and down, that would have been found in 80 % of runs: `up 4.2% / down 4.0%`. */
  readonly detectableText: string;
  readonly effectiveCores: number | null;
  readonly effectiveCoresText: string;
  readonly loopDelayMsP99: number | null;
  /** Share of the time for which the event loop was busy. */
  readonly loopUtilization: number | null;
  readonly loopDelayText: string;
  /** The loop had not turned when measuring ended: the delay is at least so long. */
  readonly isLeastLoopDelay: boolean;
  /** By the metrics of the scenario: figure and ratio to the reference, in the order of {@link CellRow.headlines} of every row. */
  readonly headlines: readonly HeadlineText[];
  readonly latency: LatencyTexts | null;
  readonly costs: CostTexts;
  /** Numbers of the notes under the table that are about this cell. */
  readonly marks: readonly number[];
}

/** `memory`, and `12.3 MB · 0.24×`; the ratio only where the verdict bears it. */
export interface HeadlineText {
  readonly name: string;
  readonly text: string;
  readonly value: number | null;
  /** With the reference; absent where there is none. */
  readonly contrast?: {
    readonly metricId: string;
    readonly verdict: Verdict;
    readonly ratio: Interval | null;
  };
}

/** Latency quantiles with their intervals; a quantile with too few samples beyond it says so. */
export interface LatencyTexts {
  readonly sampleCount: string;
  readonly mean: string;
  readonly p50: string;
  readonly p90: string;
  readonly p99: string;
  readonly p999: string;
  readonly max: string;
}

/** What a cell costs beside time per task. */
export interface CostTexts {
  readonly startUp: string;
  readonly firstTask: string;
  readonly cpuPerTask: string;
  readonly loopThreadCpuPerTask: string;
  readonly addedMemory: string;
  readonly memoryPerExecutor: string;
  readonly switchesPerTask: string;
  /** Time that threads which could run waited for a CPU, in every second; all threads together. */
  readonly runQueueWait: string;
  readonly gcPerSec: string;
  readonly gcPausePerSec: string;
}

const textOf = (value: number | null | undefined, format: (value: number) => string): string =>
  value === null || value === undefined ? NO_FIGURE : format(value);

/** Throughput of an `ok` cell. One block has no interval: its plain mean stands then, without bounds. Pure. */
function throughputOf(cell: Cell, blockCount: number): Estimate | null {
  if (cell.status !== 'ok') return null;
  const summary = cell.throughputPerSec;
  if (summary !== null && blockCount >= 2) return summary;
  const only = cell.blocks.find((round) => round.status === 'ok')?.meanThroughputPerSec ?? null;
  const value = summary?.value ?? only;
  return value === null ? null : { value, low: null, high: null };
}

/** `391 [384, 397]`, or the value alone where there are no bounds, or an em dash. */
export function estimateText(estimate: Estimate | null): string {
  if (estimate === null) return NO_FIGURE;
  const { value, low, high } = estimate;
  return low === null || high === null ? formatRate(value) : formatInterval({ value, low, high });
}

/** The interval that decided the verdict: the means' where only they decided. */
export function decidingRatio(contrast: Contrast): Interval | null {
  return contrast.decidedBy === 'mean' ? (contrast.meanRatio ?? contrast.ratio) : contrast.ratio;
}

/** `about 12 more blocks`. */
export const moreBlocksText = (count: number): string =>
  `about ${formatCount(count)} more block${count === 1 ? '' : 's'}`;

function verdictDetailOf(contrast: Contrast): string {
  if (contrast.verdict === 'not comparable') return contrast.reason ?? '';
  if (contrast.verdict === 'unsure' && contrast.moreBlocks !== null)
    return moreBlocksText(contrast.moreBlocks);
  return contrast.decidedBy === 'mean' ? 'in the means, not in the medians' : '';
}

type ContrastTexts = Pick<
  CellRow,
  | 'ratio'
  | 'estimates'
  | 'ratioText'
  | 'verdict'
  | 'verdictText'
  | 'verdictDetail'
  | 'moreBlocks'
  | 'comparisonText'
  | 'detectableText'
>;

/** Two blocks that differ find next to nothing: how little, nobody needs to know to the digit. */
const MOST_TOLD = 10;

function detectableText(change: number): string {
  if (change > MOST_TOLD) return `only beyond ${formatCount(MOST_TOLD)}×`;
  return `up ${formatShare(change - 1)} / down ${formatShare(1 - 1 / change)}`;
}

function contrastTexts(cell: Cell, contrast: Contrast | null): ContrastTexts {
  const isContrasted =
    contrast !== null && (contrast.blockCount >= 2 || contrast.verdict === 'not comparable');
  if (!isContrasted || cell.isReference || cell.status !== 'ok') {
    const verdictText = cell.isReference && cell.status === 'ok' ? 'reference' : NO_FIGURE;
    const none = { ratioText: NO_FIGURE, comparisonText: NO_FIGURE, detectableText: NO_FIGURE };
    return {
      ratio: null,
      estimates: null,
      verdict: null,
      verdictText,
      verdictDetail: '',
      moreBlocks: null,
      ...none,
    };
  }
  const ratio = contrast.verdict === 'not comparable' ? null : decidingRatio(contrast);
  const ratioText = formatRatioInterval(ratio);
  const { ratio: median, meanRatio: mean } = contrast;
  const isBorne = contrast.verdict !== 'unsure' && ratio !== null;
  return {
    ratio,
    estimates: ratio === null || median === null || mean === null ? null : { median, mean },
    ratioText,
    verdict: contrast.verdict,
    verdictText: contrast.verdict,
    verdictDetail: verdictDetailOf(contrast),
    moreBlocks: contrast.verdict === 'unsure' ? contrast.moreBlocks : null,
    comparisonText: isBorne ? ratioText : contrast.verdict,
    detectableText: textOf(contrast.detectable, detectableText),
  };
}

function latencyTexts(cell: Cell): LatencyTexts | null {
  const latency = cell.latencyMs;
  if (cell.status !== 'ok' || latency === null) return null;
  const quantile = (interval: Interval | null): string =>
    interval === null ? TOO_FEW : latencyIntervalText(interval);
  return {
    sampleCount: formatCount(latency.sampleCount),
    mean: formatMs(latency.mean),
    p50: quantile(latency.p50),
    p90: quantile(latency.p90),
    p99: quantile(latency.p99),
    p999: quantile(latency.p999),
    max: latencyText(latency.max),
  };
}

/** Of what the model adds; null where it starts no executors. */
export function memoryPerExecutorOf({ addedMemoryBytes, executorCount, model }: Cell): number | null {
  const isOnLoop = model === 'sequential' || model === 'single-loop';
  if (addedMemoryBytes === null || executorCount === null || executorCount === 0 || isOnLoop) return null;
  return addedMemoryBytes / executorCount;
}

/** Milliseconds in every second. */
export const runQueueWaitMsOf = ({ runQueueWaitRatio }: Cell): number | null =>
  typeof runQueueWaitRatio === 'number' ? runQueueWaitRatio * 1e3 : null;

function costTexts(cell: Cell): CostTexts {
  const isShown = cell.status === 'ok';
  const text = (value: number | null | undefined, format: (value: number) => string): string =>
    isShown ? textOf(value, format) : NO_FIGURE;
  return {
    startUp: text(cell.startUpMs, formatMs),
    firstTask: text(cell.firstTaskMs, formatMs),
    cpuPerTask: text(cell.cpuMsPerTask, formatMs),
    loopThreadCpuPerTask: text(cell.loopThreadCpuMsPerTask, formatMs),
    addedMemory: text(cell.addedMemoryBytes, formatBytes),
    memoryPerExecutor: text(memoryPerExecutorOf(cell), formatBytes),
    switchesPerTask: text(cell.switchesPerTask, formatSignificant),
    runQueueWait: text(runQueueWaitMsOf(cell), formatMs),
    gcPerSec: text(cell.gc?.countPerSec, (count) => formatRate(count)),
    gcPausePerSec: text(cell.gc?.pauseMsPerSec, formatMs),
  };
}

/** A delay of the event loop: `5.1 ms`, or `≥ 59 ms` where the loop had not turned when the window ended. */
export const delayText = (delayMs: number, loop: Cell['eventLoop']): string =>
  `${loop?.isLowerBound ? '≥ ' : ''}${formatMs(delayMs)}`;

function loopTextOf(loop: Cell['eventLoop']): string {
  if (loop === null) return NO_FIGURE;
  return loop.delayMsP99 === null ? TOO_FEW : delayText(loop.delayMsP99, loop);
}

/** What a row takes from its condition. */
export interface RowContext {
  readonly contrast: Contrast | null;
  readonly ordinal: number;
  readonly marks: readonly number[];
  readonly headlines: readonly HeadlineText[];
}

/** A cell, its contrast with the reference and its notes as one row. Pure. */
export function toCellRow(cell: Cell, { contrast, ordinal, marks, headlines }: RowContext): CellRow {
  const isOk = cell.status === 'ok';
  const blockCount = cell.blocks.filter((round) => round.status === 'ok').length;
  const throughput = throughputOf(cell, blockCount);
  const effectiveCores = isOk ? cell.effectiveCores : null;
  const loopDelayMsP99 = isOk ? (cell.eventLoop?.delayMsP99 ?? null) : null;
  return {
    cell: cell.id,
    label: cell.label,
    model: cell.model,
    variant: cell.variant,
    executorCount: cell.executorCount,
    ordinal,
    isReference: cell.isReference,
    isFloor: cell.isFloor ?? false,
    status: cell.status,
    reason: isOk ? null : (cell.reason ?? cell.error?.message ?? 'no reason was recorded'),
    isSaturated: isOk && cell.openLoop?.isSaturated === true,
    best: isOk && cell.best,
    blockCount,
    throughput,
    throughputText: estimateText(throughput),
    ...contrastTexts(cell, contrast),
    effectiveCores,
    effectiveCoresText: textOf(effectiveCores, formatCores),
    loopDelayMsP99,
    loopUtilization: isOk ? (cell.eventLoop?.utilizationRatio ?? null) : null,
    isLeastLoopDelay: isOk && cell.eventLoop?.isLowerBound === true,
    loopDelayText: isOk ? loopTextOf(cell.eventLoop) : NO_FIGURE,
    headlines,
    latency: latencyTexts(cell),
    costs: costTexts(cell),
    marks,
  };
}

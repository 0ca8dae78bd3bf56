/**
 * What two versions of a cell are held against each other by: throughput, and guards for what it does not show. A task that mostly waits may
 * take twice the CPU and be as fast; a pause in every other second may cost less than the throughput scatters; where neighbours make
 * every other task longer, the quick ones still tell what it takes; and tasks that give up end sooner than those that do not.
 */
import { contrastPaired } from '../analyse/contrast-cells.ts';
import {
  CPU_PER_TASK,
  GOODPUT,
  LONGEST_TASK,
  logRatiosByBlock,
  QUICK_TASKS,
  type RoundMetric,
  readByBlock,
} from '../analyse/round-metrics.ts';
import type { Cell } from '../result/schema.ts';
import { isBorneOut } from '../stats/borne-out.ts';
import { type LogContrast, logContrast } from '../stats/contrast.ts';
import type { FamilyMember } from '../stats/family.ts';
import { BUCKET_WIDTH_RATIO } from '../stats/histogram.ts';
import type { Weighed } from './family-contrasts.ts';
import { THROUGHPUT } from './shared.ts';

/** Sums of weights are 1 a cell: throughput keeps most of the error rate. */
const THROUGHPUT_WEIGHT = 0.6;

/** Of that, where a scenario tells which of its tasks came to what they were for. */
const GOODPUT_WEIGHT = 0.3;

/** One figure a block; guards tell what surely changed for the worse or the better, and nothing else. */
export interface Guard extends RoundMetric {
  readonly weight: number;
  /** Null: the margin of the comparison. */
  readonly marginRatio: number | null;
  /** How finely its figures can be told, where that is not as finely as throughput. */
  readonly resolutionRatio?: number;
  /** Whether it says what throughput says, only more surely: see `stats/borne-out.ts`. */
  readonly needsThroughput?: boolean;
}

export const GUARDS: readonly Guard[] = [
  { ...CPU_PER_TASK, weight: 0.1, marginRatio: null },
  // One collection of garbage more or less is no news: only what is half as long again.
  { ...LONGEST_TASK, weight: 0.15, marginRatio: 0.5 },
  // Other tasks in flight, and in which order they come back, bear on it as well: by itself it would alarm at a change of order.
  {
    ...QUICK_TASKS,
    weight: 0.15,
    marginRatio: null,
    resolutionRatio: BUCKET_WIDTH_RATIO,
    needsThroughput: true,
  },
];

const GOODPUT_GUARD: Guard = { ...GOODPUT, weight: GOODPUT_WEIGHT, marginRatio: null };

/** The blocks in which both sides tell their goodput, and in how many of them each had no good task. */
function blocksWithoutGood(cell: Cell, base: Cell) {
  const theirs = readByBlock(base.blocks, GOODPUT.read);
  const shared = [...readByBlock(cell.blocks, GOODPUT.read)].flatMap(([block, own]) => {
    const other = theirs.get(block);
    return own === null || other == null ? [] : [{ own, other }];
  });
  return {
    all: shared.length,
    own: shared.filter(({ own }) => own === 0).length,
    theirs: shared.filter(({ other }) => other === 0).length,
  };
}

/** A block in which no task of a side was good has no ratio, and is not left out: the others would say too much. */
function weighGoodput(id: string, cell: Cell, base: Cell, throughput: LogContrast): Weighed[] {
  const { all, own, theirs } = blocksWithoutGood(cell, base);
  if (all === 0 || (own === all && theirs === all)) return [];
  const side = own > 0 ? { count: own, label: cell.label } : { count: theirs, label: base.label };
  if (side.count === 0) return weighGuard(id, GOODPUT_GUARD, cell, base, throughput);
  const reason = `in ${side.count} of ${all} blocks of the ${side.label} no task came to what it was for`;
  return [{ id, metric: GOODPUT.metric, verdict: 'not comparable', reason }];
}

/**
 * head ÷ base by every metric that both have; `id` is what the comparison calls the cell. Throughput comes first, always.
 *
 * A control is the base once more: in the blocks in which it is valid, too, the mean of the log ratios against either counts, a quarter less variance
 * of three equal scatters (1 + ½ instead of 1 + 1). Not for goodput, where a control without a good task would leave a block without a ratio.
 */
export function weighSides(id: string, cell: Cell, base: Cell, control?: Cell): Weighed[] {
  for (const { status, label, reason } of [cell, base]) {
    if (status !== 'ok') {
      const why = `${status} in the ${label}: ${reason ?? 'no reason given'}`;
      return [{ id, metric: THROUGHPUT, verdict: 'not comparable', reason: why }];
    }
  }
  const again = usable(control);
  const median = contrastPaired(cell, base, 'median', again);
  const mean = contrastPaired(cell, base, 'mean', again);
  if (median === null || mean === null) {
    const why = 'an interval needs at least 2 blocks in which both were measured';
    return [{ id, metric: THROUGHPUT, verdict: 'unsure', reason: why }];
  }
  const goodput = weighGoodput(id, cell, base, median);
  const weight = goodput.length === 0 ? THROUGHPUT_WEIGHT : THROUGHPUT_WEIGHT - GOODPUT_WEIGHT;
  return [
    { id, metric: THROUGHPUT, member: throughputMember(median, mean, weight) },
    ...goodput,
    ...GUARDS.flatMap((guard) => weighGuard(id, guard, cell, base, median, again)),
  ];
}

/** A control that failed stands for nothing. */
export function usable(control: Cell | undefined): Cell | undefined {
  return control?.status === 'ok' ? control : undefined;
}

export function throughputMember(
  median: LogContrast,
  mean: LogContrast,
  weight = THROUGHPUT_WEIGHT,
): NonNullable<FamilyMember> {
  return { median, mean, better: THROUGHPUT.better, weight };
}

/** Null where a block lacks the figure, or where there are too few. */
export function guardContrast({ resolutionRatio }: Guard, logRatios: readonly number[]): LogContrast | null {
  return logContrast(logRatios, resolutionRatio);
}

/** One estimate stands for both: it costs a fifth of its share of the error rate. */
export function guardMember(
  { metric, weight, marginRatio, needsThroughput = false }: Guard,
  contrast: LogContrast,
  throughput: LogContrast,
): NonNullable<FamilyMember> {
  const margin = marginRatio === null ? {} : { marginRatio };
  const change = metric.better === THROUGHPUT.better ? contrast.mean : -contrast.mean;
  const isClosed = needsThroughput && !isBorneOut(change, throughput.mean);
  return { median: contrast, mean: contrast, better: metric.better, weight, ...margin, isClosed };
}

/** Nothing where a block lacks the figure: what this machine does not tell is no verdict. */
function weighGuard(
  id: string,
  guard: Guard,
  cell: Cell,
  base: Cell,
  throughput: LogContrast,
  again?: Cell,
): Weighed[] {
  const logRatios = logRatiosByBlock(cell.blocks, base.blocks, guard.read, again?.blocks);
  const contrast = guardContrast(guard, logRatios);
  return contrast === null
    ? []
    : [{ id, metric: guard.metric, member: guardMember(guard, contrast, throughput) }];
}

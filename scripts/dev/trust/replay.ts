/** The bank, replayed: stretches of real blocks become comparisons, judged by the product's own gate. Pure and seeded. */

import { judgeFamily, settledIds, type Weighed } from '../../../harness/compare/family-contrasts.ts';
import { THROUGHPUT } from '../../../harness/compare/shared.ts';
import {
  GUARDS,
  guardContrast,
  guardMember,
  throughputMember,
} from '../../../harness/compare/side-metrics.ts';
import { AB } from '../../../harness/config/defaults.ts';
import { sideBlockMs } from '../../../harness/plan.ts';
import type { Contrast } from '../../../harness/result/schema.ts';
import { blockLogRatio } from '../../../harness/stats/block-contrast.ts';
import { blockValue } from '../../../harness/stats/block-value.ts';
import { logContrast } from '../../../harness/stats/contrast.ts';
import { dealBlocks } from '../../../harness/stats/deal.ts';
import { firstLookAfter } from '../../../harness/stats/looks.ts';
import type { Random } from '../../../harness/stats/random.ts';
import { trimmedLogContrast } from '../../../harness/stats/trimmed-contrast.ts';
import type { BankBlock, BankSide } from './bank.ts';

/** ln(one ÷ other) of one block: throughput by medians and by means, and what the guards look at, in their order. */
export interface LogRatios {
  readonly median: number;
  readonly mean: number;
  /** Null where a side lacks the figure. */
  readonly guards: readonly (number | null)[];
}

/** The pairs that a comparison may be made of: one workload with one change, or with none. */
export interface Series {
  readonly workload: string;
  /** `none` for the base against itself. */
  readonly change: string;
  /** Made of controls. A head of equal code is held against base and control, and so tells more. */
  readonly isControl?: true;
  /** What its comparison gave a cell. */
  readonly cellMs: number;
  /** In the order in which they were taken; null where the block was void. */
  readonly blocks: readonly (LogRatios | null)[];
  /** The same of a cell that has no control, where that is another; `ab` gives some of its cells one. */
  readonly withoutControl?: readonly (LogRatios | null)[];
  /** Mean duration of a block, start-up and control included. */
  readonly blockMs: number;
}

function toSlices(side: NonNullable<BankSide>) {
  return side.map(([turn, windowMs, credit]) => ({
    turn,
    windowMs,
    credit,
    cpu: null,
    throughputPerSec: (credit / windowMs) * 1e3,
  }));
}

type SideName = 'base' | 'head' | 'control';

/** As the product holds a head against the base: where `again`, the same once more, is valid, too, the mean of the two counts. */
function logRatios(block: BankBlock, one: SideName, other: SideName, again?: SideName): LogRatios | null {
  const first = logRatiosOfTwo(block, one, other);
  const second = again === undefined ? null : logRatiosOfTwo(block, one, again);
  if (first === null || second === null) return first;
  return {
    median: (first.median + second.median) / 2,
    mean: (first.mean + second.mean) / 2,
    guards: first.guards.map((value, index) => {
      const more = second.guards[index] ?? null;
      return value === null || more === null ? null : (value + more) / 2;
    }),
  };
}

function logRatiosOfTwo(block: BankBlock, one: SideName, other: SideName): LogRatios | null {
  const [side, otherSide] = [block[one], block[other]];
  if (!side || !otherSide) return null;
  const [slices, others] = [toSlices(side), toSlices(otherSide)];
  const median = blockLogRatio(slices, others);
  const [own, theirs] = [blockValue(slices), blockValue(others)];
  if (median === null || own === null || theirs === null) return null;
  return {
    median,
    mean: Math.log(own.meanThroughputPerSec / theirs.meanThroughputPerSec),
    guards: GUARDS.map(({ metric: { id } }) => {
      const [value, base] = [block.guards?.[one]?.[id] ?? null, block.guards?.[other]?.[id] ?? null];
      return value === null || base === null ? null : Math.log(value / base);
    }),
  };
}

/** Head against base for every pair of versions, and the control against the base for every one that has it. */
export function toSeries(blocks: readonly BankBlock[]): Series[] {
  const groups = new Map<string, BankBlock[]>();
  for (const block of blocks) {
    const key = `${block.workload} ${block.change} ${block.cellMs}`;
    groups.set(key, [...(groups.get(key) ?? []), block]);
  }
  return [...groups.values()].flatMap((own): Series[] => {
    const { workload, change, cellMs } = own[0]!;
    const blockMs = own.reduce((sum, { durationMs }) => sum + durationMs, 0) / own.length;
    // A control lives in every second block: what lies between is no void block of a comparison with the base itself.
    const controls = own
      .filter(({ control }) => control != null)
      .map((block) => logRatios(block, 'control', 'base'));
    return [
      {
        workload,
        change,
        cellMs,
        blocks: own.map((block) => logRatios(block, 'head', 'base', 'control')),
        withoutControl: own.map((block) => logRatios(block, 'head', 'base')),
        blockMs,
      },
      ...(controls.some(Boolean)
        ? [{ workload, change: 'none', isControl: true as const, cellMs, blocks: controls, blockMs }]
        : []),
    ];
  });
}

/** What a comparison of equal code is made of: of a workload the pairs that were recorded for it, where there are any, and else the controls. */
export function equalCode(series: readonly Series[]): Series[] {
  const unchanged = series.filter(({ change }) => change === 'none');
  const isOwn = ({ isControl }: Series): boolean => isControl !== true;
  const known = new Set(unchanged.filter(isOwn).map(({ workload }) => workload));
  return unchanged.filter((one) => isOwn(one) || !known.has(one.workload));
}

/** So many blocks as fit into the time that a cell gets: at most those that `ab` plans for it. */
export const blocksWithin = ({ blockMs, cellMs }: Series): number =>
  Math.floor(cellMs / Math.max(blockMs, sideBlockMs(cellMs)));

/** One cell of a comparison, at the first look (null where there is but one), as planned, and with what it is dealt instead. */
export interface DrawnCell {
  readonly first: readonly Weighed[] | null;
  readonly all: readonly Weighed[];
  readonly after: (furtherBlocks: number) => readonly Weighed[];
  readonly blockCount: number;
}

/** Throughput first, then the guards that have a figure in every block. */
function weighBlocks(blocks: readonly (LogRatios | null)[], id: string, { sign, shift }: Drawing): Weighed[] {
  const valid = blocks.filter((block) => block !== null);
  const median = trimmedLogContrast(valid.map((block) => sign * block.median + shift));
  const mean = logContrast(valid.map((block) => sign * block.mean + shift));
  if (median === null || mean === null) {
    return [{ id, metric: THROUGHPUT, verdict: 'unsure', reason: 'too few blocks' }];
  }
  const guards = GUARDS.flatMap((guard, index): Weighed[] => {
    const contrast = guardContrast(
      guard,
      valid.map((block) => sign * (block.guards[index] ?? Number.NaN)),
    );
    return contrast === null
      ? []
      : [{ id, metric: guard.metric, member: guardMember(guard, contrast, median) }];
  });
  return [{ id, metric: THROUGHPUT, member: throughputMember(median, mean) }, ...guards];
}

interface Drawing {
  /** −1 swaps the two sides. */
  readonly sign: 1 | -1;
  /** A true effect on the throughput, as a logarithm. */
  readonly shift: number;
}

/**
 * A stretch of neighbouring blocks from a random place on, around the end where need be: what drifted through the recording
 * drifts through the comparison. `place`: which cell of a comparison it is; the first ones have controls.
 */
export function drawCell(
  series: Series,
  blockCount: number,
  random: Random,
  { place = 0, sign = 1, shift = 0 }: Partial<Drawing> & { readonly place?: number } = {},
): DrawnCell {
  const id = String(place);
  const blocks = place < AB.mostControls ? series.blocks : (series.withoutControl ?? series.blocks);
  const start = random.integer(blocks.length);
  const stretchOf = (count: number): (LogRatios | null)[] =>
    Array.from(
      { length: Math.min(count, blocks.length) },
      (_, index) => blocks[(start + index) % blocks.length] ?? null,
    );
  const planned = Math.min(blockCount, blocks.length);
  const firstCount = firstLookAfter(planned);
  const weigh = (count: number): Weighed[] => weighBlocks(stretchOf(count), id, { sign, shift });
  return {
    first: firstCount === null ? null : weigh(firstCount),
    all: weigh(planned),
    after: (furtherBlocks) => weigh((firstCount ?? 0) + furtherBlocks),
    blockCount: planned,
  };
}

const RULES = { familyAlpha: 0.01, sameAlpha: 0.05 };

/** As after the first look of `ab`: none for what is settled, and for the others what is dealt to them. */
function dealTo(cells: readonly DrawnCell[], settled: ReadonlySet<string>, plannedBlocks: number): number[] {
  const first = firstLookAfter(plannedBlocks) ?? 0;
  return dealBlocks(
    cells.map((cell) => {
      const [throughput] = cell.first ?? [];
      const median = throughput !== undefined && 'member' in throughput ? throughput.member.median : null;
      const spread = median === null ? null : median.standardError * Math.sqrt(median.blockCount);
      return { isOpen: !settled.has(cell.all[0]!.id), spread };
    }),
    { first, further: plannedBlocks - first },
  );
}

/** What the product says of each cell: all cells and metrics under one error rate, cells that are settled at the first look left there. */
function judgeCells(cells: readonly DrawnCell[], marginRatio: number): Contrast[][] {
  const rules = { ...RULES, marginRatio };
  const plannedBlocks = Math.max(...cells.map(({ blockCount }) => blockCount));
  if (cells.some(({ first }) => first === null)) {
    const contrasts = judgeFamily(
      cells.flatMap(({ all }) => all),
      rules,
      '',
    );
    return cells.map(({ all: [one] }) => contrasts.filter(({ cell }) => cell === one!.id));
  }
  const earlier = cells.flatMap(({ first }) => first ?? []);
  const settled = settledIds(earlier, rules);
  const further = dealTo(cells, settled, plannedBlocks);
  const items = cells.map((cell, index) =>
    settled.has(cell.all[0]!.id) ? (cell.first ?? cell.all) : cell.after(further[index] ?? 0),
  );
  const hasEnded = (id: string): boolean => settled.has(id);
  const contrasts = judgeFamily(items.flat(), rules, '', { items: earlier, plannedBlocks, hasEnded });
  return items.map(([one]) => contrasts.filter(({ cell }) => cell === one!.id));
}

const says = (contrasts: readonly Contrast[], verdict: Contrast['verdict']): boolean =>
  contrasts.some((contrast) => contrast.verdict === verdict);

export interface FamilyShares {
  readonly comparisons: number;
  /** With any cell called slower or faster. */
  readonly alarms: number;
  /** By workload, the share of its cells that were called `same`. */
  readonly sameOf: ReadonlyMap<string, number>;
}

/** Comparisons of unchanged cells, drawn from all the series. */
export function replayUnchanged(
  series: readonly Series[],
  { cellCount, marginRatio, comparisons }: ReplaySetting & { readonly cellCount: number },
  random: Random,
): FamilyShares {
  let alarms = 0;
  const counts = new Map<string, { cells: number; same: number }>();
  for (let comparison = 0; comparison < comparisons; comparison++) {
    const workloads: string[] = [];
    const cells = Array.from({ length: cellCount }, (_, index) => {
      const drawn = series[random.integer(series.length)]!;
      workloads.push(drawn.workload);
      return drawCell(drawn, blocksWithin(drawn), random, {
        place: index,
        sign: random.integer(2) === 0 ? 1 : -1,
      });
    });
    const judged = judgeCells(cells, marginRatio);
    const isAlarm = (own: (typeof judged)[number]): boolean => says(own, 'slower') || says(own, 'faster');
    if (judged.some(isAlarm)) alarms += 1;
    for (const [index, own] of judged.entries()) {
      const { cells: count, same } = counts.get(workloads[index]!) ?? { cells: 0, same: 0 };
      const isSame = own[0]?.verdict === 'same' && !isAlarm(own);
      counts.set(workloads[index]!, { cells: count + 1, same: same + (isSame ? 1 : 0) });
    }
  }
  const sameOf = new Map([...counts].map(([workload, { cells, same }]) => [workload, same / cells]));
  return { comparisons, alarms: alarms / comparisons, sameOf };
}

export interface ReplaySetting {
  readonly marginRatio: number;
  readonly comparisons: number;
}

export interface FoundShares {
  readonly blockCount: number;
  readonly found: number;
  readonly wrong: number;
  /** By the longest task, or by the mean alone: what is rare and large, named so. */
  readonly asBursts: number;
}

/** One changed cell, alone or as the first of a comparison whose other cells have not changed. */
export function replayChanged(
  changed: Series,
  others: readonly Series[],
  { cellCount, marginRatio, comparisons }: ReplaySetting & { readonly cellCount: number },
  random: Random,
): FoundShares {
  const blockCount = blocksWithin(changed);
  let found = 0;
  let wrong = 0;
  let asBursts = 0;
  for (let comparison = 0; comparison < comparisons; comparison++) {
    const cells = Array.from({ length: cellCount }, (_, index) => {
      if (index === 0) return drawCell(changed, blockCount, random);
      const drawn = others[random.integer(others.length)]!;
      return drawCell(drawn, blocksWithin(drawn), random, { place: index });
    });
    const first = judgeCells(cells, marginRatio)[0]!;
    if (says(first, 'slower')) found += 1;
    if (says(first, 'faster')) wrong += 1;
    if (isBursty(first)) asBursts += 1;
  }
  return {
    blockCount,
    found: found / comparisons,
    wrong: wrong / comparisons,
    asBursts: asBursts / comparisons,
  };
}

function isBursty(contrasts: readonly Contrast[]): boolean {
  return contrasts.some(
    ({ metric, verdict, decidedBy }) =>
      verdict === 'slower' &&
      (metric.id === 'longest-task' || (metric.id === THROUGHPUT.id && decidedBy === 'mean')),
  );
}

/** Of its medians; 0 where none is valid. What stretches of a bank are drawn from has this effect, though versions be equal: it is finite. */
function meanEffect({ blocks }: Series): number {
  const medians = blocks.flatMap((block) => (block === null ? [] : [block.median]));
  return medians.reduce((sum, median) => sum + median, 0) / Math.max(1, medians.length);
}

/**
 * Effects of the size that one stretch printed as detectable, put on another stretch in the place of the one that its series has on
 * average: how often they are found. The average is of all blocks of the series, those of the stretch among them.
 */
export function replayDetectable(
  series: readonly Series[],
  { marginRatio, comparisons }: ReplaySetting,
  random: Random,
): number {
  let asked = 0;
  let found = 0;
  for (let comparison = 0; comparison < comparisons; comparison++) {
    const drawn = series[random.integer(series.length)]!;
    const blockCount = blocksWithin(drawn);
    const [printing] = judgeCells([drawCell(drawn, blockCount, random)], marginRatio)[0]!;
    if (printing?.detectable == null) continue;
    const shift = Math.log(printing.detectable) - meanEffect(drawn);
    const [looking] = judgeCells([drawCell(drawn, blockCount, random, { shift })], marginRatio)[0]!;
    asked += 1;
    if (looking?.verdict === 'faster') found += 1;
  }
  return found / asked;
}

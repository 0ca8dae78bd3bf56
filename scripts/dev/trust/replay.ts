/** The bank, replayed: stretches of real blocks become comparisons, judged by the product's own gate. Pure and seeded. */
import { blockLogRatio } from '../../../harness/stats/block-contrast.ts';
import { blockValue } from '../../../harness/stats/block-value.ts';
import { logContrast } from '../../../harness/stats/contrast.ts';
import { decideFamily, type FamilyDecision, type FamilyMember } from '../../../harness/stats/family.ts';
import type { Random } from '../../../harness/stats/random.ts';
import type { BankBlock, BankSide } from './bank.ts';

/** ln(one ÷ other) of one block, by medians and by means. */
export interface LogPair {
  readonly median: number;
  readonly mean: number;
}

/** The pairs that a comparison may be made of: one workload with one change, or with none. */
export interface Series {
  readonly workload: string;
  /** `none` for the base against itself. */
  readonly change: string;
  /** In the order in which they were taken; null where the block was void. */
  readonly blocks: readonly (LogPair | null)[];
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

function logPair(one: BankSide | undefined, other: BankSide): LogPair | null {
  if (!one || !other) return null;
  const [slices, others] = [toSlices(one), toSlices(other)];
  const median = blockLogRatio(slices, others);
  const [mean, otherMean] = [blockValue(slices), blockValue(others)];
  if (median === null || mean === null || otherMean === null) return null;
  return { median, mean: Math.log(mean.meanThroughputPerSec / otherMean.meanThroughputPerSec) };
}

/** Head against base for every pair of versions, and the control against the base for every one that has it. */
export function toSeries(blocks: readonly BankBlock[]): Series[] {
  const groups = new Map<string, BankBlock[]>();
  for (const block of blocks) {
    const key = `${block.workload} ${block.change}`;
    groups.set(key, [...(groups.get(key) ?? []), block]);
  }
  return [...groups.values()].flatMap((own): Series[] => {
    const { workload, change } = own[0]!;
    const blockMs = own.reduce((sum, { durationMs }) => sum + durationMs, 0) / own.length;
    const controls = own.map(({ control, base }) => logPair(control, base));
    return [
      { workload, change, blocks: own.map(({ head, base }) => logPair(head, base)), blockMs },
      ...(controls.some(Boolean) ? [{ workload, change: 'none', blocks: controls, blockMs }] : []),
    ];
  });
}

/** So many blocks as fit into the time that a cell gets. */
export const blocksWithin = ({ blockMs }: Series, cellMs: number): number => Math.floor(cellMs / blockMs);

/**
 * A stretch of neighbouring blocks from a random place on, around the end where need be: what drifted through the recording
 * drifts through the comparison. `sign` −1 swaps the two sides, `shift` adds a true effect to both estimates.
 */
export function drawMember(
  { blocks }: Series,
  blockCount: number,
  random: Random,
  { sign = 1, shift = 0 }: { readonly sign?: 1 | -1; readonly shift?: number } = {},
): FamilyMember {
  const start = random.integer(blocks.length);
  const stretch = Array.from(
    { length: Math.min(blockCount, blocks.length) },
    (_, index) => blocks[(start + index) % blocks.length] ?? null,
  );
  const valid = stretch.filter((block) => block !== null);
  const median = logContrast(valid.map((block) => sign * block.median + shift));
  const mean = logContrast(valid.map((block) => sign * block.mean + shift));
  return median === null || mean === null ? null : { median, mean, better: 'higher' };
}

const RULES = { familyAlpha: 0.01, sameAlpha: 0.05 };

export interface FamilyShares {
  readonly comparisons: number;
  /** With any cell called slower or faster. */
  readonly alarms: number;
  /** Cells called `same`, of all. */
  readonly same: number;
}

/** Comparisons of unchanged cells, drawn from all the series. */
export function replayUnchanged(
  series: readonly Series[],
  { cellCount, cellMs, marginRatio, comparisons }: ReplaySetting & { readonly cellCount: number },
  random: Random,
): FamilyShares {
  let alarms = 0;
  let same = 0;
  for (let comparison = 0; comparison < comparisons; comparison++) {
    const members = Array.from({ length: cellCount }, () => {
      const drawn = series[random.integer(series.length)]!;
      return drawMember(drawn, blocksWithin(drawn, cellMs), random, {
        sign: random.integer(2) === 0 ? 1 : -1,
      });
    });
    const verdicts = decideFamily(members, { marginRatio, ...RULES }).map((decision) => decision?.verdict);
    if (verdicts.some((verdict) => verdict === 'slower' || verdict === 'faster')) alarms += 1;
    same += verdicts.filter((verdict) => verdict === 'same').length;
  }
  return { comparisons, alarms: alarms / comparisons, same: same / (comparisons * cellCount) };
}

export interface ReplaySetting {
  /** What one cell may take, start-up and controls included. */
  readonly cellMs: number;
  readonly marginRatio: number;
  readonly comparisons: number;
}

export interface FoundShares {
  readonly blockCount: number;
  readonly found: number;
  readonly wrong: number;
  /** Where median and mean part, or the mean alone found it: what is rare and large, named so. */
  readonly asBursts: number;
}

/** One changed cell, alone or as the first of a comparison whose other cells have not changed. */
export function replayChanged(
  changed: Series,
  others: readonly Series[],
  { cellCount, cellMs, marginRatio, comparisons }: ReplaySetting & { readonly cellCount: number },
  random: Random,
): FoundShares {
  const blockCount = blocksWithin(changed, cellMs);
  let found = 0;
  let wrong = 0;
  let asBursts = 0;
  for (let comparison = 0; comparison < comparisons; comparison++) {
    const members = Array.from({ length: cellCount }, (_, index) => {
      if (index === 0) return drawMember(changed, blockCount, random);
      const drawn = others[random.integer(others.length)]!;
      return drawMember(drawn, blocksWithin(drawn, cellMs), random);
    });
    const first = decideFamily(members, { marginRatio, ...RULES })[0];
    if (first?.verdict === 'slower') found += 1;
    if (first?.verdict === 'faster') wrong += 1;
    if (first && isBursty(first)) asBursts += 1;
  }
  return {
    blockCount,
    found: found / comparisons,
    wrong: wrong / comparisons,
    asBursts: asBursts / comparisons,
  };
}

const isBursty = ({ verdict, decidedBy, disagree }: FamilyDecision): boolean =>
  verdict === 'slower' && (disagree || decidedBy === 'mean');

/** Effects of the size that one stretch printed as detectable, put on another stretch: how often they are found. */
export function replayDetectable(
  series: readonly Series[],
  { cellMs, marginRatio, comparisons }: ReplaySetting,
  random: Random,
): number {
  let asked = 0;
  let found = 0;
  for (let comparison = 0; comparison < comparisons; comparison++) {
    const drawn = series[random.integer(series.length)]!;
    const blockCount = blocksWithin(drawn, cellMs);
    const printing = drawMember(drawn, blockCount, random);
    const printed = decideFamily([printing], { marginRatio, ...RULES })[0]?.detectable;
    if (printed === undefined) continue;
    const looking = drawMember(drawn, blockCount, random, { shift: Math.log(printed) });
    asked += 1;
    if (decideFamily([looking], { marginRatio, ...RULES })[0]?.verdict === 'faster') found += 1;
  }
  return found / asked;
}

/** Contrasts within a condition: each cell against the reference, rivals against each other, who is tied with the best. Pure. */
import type { Cell, Condition, Contrast, Round, RunConfig } from '../result/schema.ts';
import { tiedWithBest } from '../stats/best.ts';
import { blockLogRatio, type TurnValue } from '../stats/block-contrast.ts';
import { combineContrasts, type LogContrast, logContrast } from '../stats/contrast.ts';
import { mean } from '../stats/describe.ts';
import { trimmedLogContrast } from '../stats/trimmed-contrast.ts';
import { decide, MEDIAN_SHARE } from '../stats/verdict.ts';
import { toContrast } from './to-contrast.ts';

/** By the median over turns of the ratios within each, or by the ratio of the means over all windows. */
type Estimator = 'median' | 'mean';

const THROUGHPUT = { id: 'throughput', unit: 'tasks/s', better: 'higher' } as const;

function validSlices(round: Round): readonly TurnValue[] {
  return round.slices.filter(({ voidReason }) => voidReason === null);
}

/** ln(round ÷ other) of two rounds of one block. Rounds that share no valid turn have only their block values. */
function logRatio(round: Round, other: Round, estimator: Estimator): number {
  const byTurns = estimator === 'median' ? blockLogRatio(validSlices(round), validSlices(other)) : null;
  const key = estimator === 'median' ? 'medianThroughputPerSec' : 'meanThroughputPerSec';
  return byTurns ?? Math.log(round[key] ?? Number.NaN) - Math.log(other[key] ?? Number.NaN);
}

/**
 * ln(cell ÷ other) over the blocks in which both are valid, the medians trimmed; null under 2 of them. `again` is the same as `other` once
 * more: where it is valid, too, the mean of the two counts.
 */
export function contrastPaired(
  cell: Cell,
  other: Cell,
  estimator: Estimator,
  again?: Cell,
): LogContrast | null {
  const validRounds = (of: Cell | undefined): ReadonlyMap<number, Round> =>
    new Map(
      (of?.blocks ?? []).flatMap((round) =>
        round.status === 'ok' && round.medianThroughputPerSec !== null && round.meanThroughputPerSec !== null
          ? [[round.block, round]]
          : [],
      ),
    );
  const [theirs, once] = [validRounds(other), validRounds(again)];
  const contrast = estimator === 'median' ? trimmedLogContrast : logContrast;
  return contrast(
    [...validRounds(cell)].flatMap(([block, round]) => {
      const partner = theirs.get(block);
      if (partner === undefined) return [];
      const partners = [partner, once.get(block)].filter((one) => one !== undefined);
      return [mean(partners.map((one) => logRatio(round, one, estimator)))];
    }),
  );
}

/** Cells of different groups never met in a block: then through the reference, with variances added. */
function contrastAny(
  cell: Cell,
  other: Cell,
  reference: Cell | undefined,
  estimator: Estimator,
): LogContrast | null {
  const paired = contrastPaired(cell, other, estimator);
  if (paired || !reference || cell === reference || other === reference) return paired;
  const toReference = contrastPaired(cell, reference, estimator);
  const otherToReference = contrastPaired(other, reference, estimator);
  return toReference && otherToReference ? combineContrasts(toReference, otherToReference) : null;
}

function notComparable(cell: Cell, reference: string, reason: string): Contrast {
  return {
    cell: cell.id,
    reference,
    metric: THROUGHPUT,
    ratio: null,
    meanRatio: null,
    detectable: null,
    verdict: 'not comparable',
    decidedBy: null,
    blockCount: 0,
    moreBlocks: null,
    reason,
  };
}

/** The verdict that two estimates bear: both are of ln(cell ÷ other). */
function judge(
  { cell, other, config }: { cell: Cell; other: Cell; config: RunConfig },
  median: LogContrast,
  mean: LogContrast,
): Contrast {
  const { marginRatio, alpha } = config;
  const decision = decide({ median, mean, marginRatio, alpha, better: 'higher' });
  return toContrast({ cell: cell.id, reference: other.id, metric: THROUGHPUT }, { median, mean }, decision);
}

function contrastWithReference(cell: Cell, reference: Cell, config: RunConfig): Contrast {
  if (reference.status !== 'ok') {
    return notComparable(
      cell,
      reference.id,
      `the reference ${reference.label} has no figure: ${reference.reason}`,
    );
  }
  if (cell.status !== 'ok') return notComparable(cell, reference.id, cell.reason ?? cell.status);
  const median = contrastPaired(cell, reference, 'median');
  const mean = contrastPaired(cell, reference, 'mean');
  if (median && mean) return judge({ cell, other: reference, config }, median, mean);
  const reason = 'an interval needs at least 2 blocks in which both were measured';
  const blockCount = Math.min(1, cell.blocks.length);
  return { ...notComparable(cell, reference.id, reason), verdict: 'unsure', blockCount };
}

/** One contrast per cell but the reference, and but those that cannot be measured: nothing was to be compared there. */
export function contrastCondition(
  condition: Condition,
  cells: readonly Cell[],
  config: RunConfig,
): Contrast[] {
  const members = cells.filter((cell) => cell.condition === condition.id);
  const reference = members.find((cell) => cell.id === condition.reference);
  if (!reference) return [];
  return members
    .filter((cell) => cell !== reference && cell.status !== 'cannot')
    .map((cell) => contrastWithReference(cell, reference, config));
}

/**
 * One contrast per pair of cells that lived in the same blocks, the reference left out: threads against processes, a pool
 * size against the next. "Both are faster than the loop" does not say that they are alike.
 */
export function contrastRivals(condition: Condition, cells: readonly Cell[], config: RunConfig): Contrast[] {
  const members = cells.filter(
    ({ id, condition: own, status }) => own === condition.id && id !== condition.reference && status === 'ok',
  );
  return members.flatMap((other, index) =>
    members.slice(index + 1).flatMap((cell) => {
      const median = contrastPaired(cell, other, 'median');
      const mean = contrastPaired(cell, other, 'mean');
      return median && mean ? judge({ cell, other, config }, median, mean) : [];
    }),
  );
}

/**
 * Ids of the cells of a condition that cannot be told from its best. Empty when fewer than two cells can be compared:
 * a winner without an opponent, or without an interval, is no winner. Floors are limits: they neither win nor keep others
 * from winning.
 */
export function findBestCells(
  condition: Condition,
  cells: readonly Cell[],
  config: RunConfig,
): ReadonlySet<string> {
  const members = cells.filter(
    (cell) => cell.condition === condition.id && cell.status === 'ok' && !cell.isFloor,
  );
  const reference = members.find((cell) => cell.id === condition.reference);
  const contrastBy =
    (estimator: Estimator) =>
    (first: number, second: number): LogContrast | null =>
      contrastAny(members[first]!, members[second]!, reference, estimator);
  const comparable =
    members.length >= 2 &&
    members.every((_cell, index) => index === 0 || contrastBy('median')(index, 0) !== null);
  if (!comparable) return new Set();
  // alpha ÷ k: all of k identical cells keep their stars in 95 % of runs, not only the one that happens to lead.
  const alpha = config.alpha / members.length;
  const byMedian = tiedWithBest(members.length, contrastBy('median'), MEDIAN_SHARE * alpha);
  const byMean = tiedWithBest(members.length, contrastBy('mean'), (1 - MEDIAN_SHARE) * alpha);
  return new Set(members.filter((_cell, index) => byMedian[index] && byMean[index]).map(({ id }) => id));
}

/**
 * The stars that the verdicts leave standing: who was found slower than the reference is not the equal of a star that was
 * not, nor is a reference than which a starred cell was found faster; and so between rivals. Stars are lost at alpha ÷ k, verdicts fall at alpha
 * but beyond the margin, so at times the verdict is the stricter. It takes no last star.
 */
export function withoutContradicted(
  best: ReadonlySet<string>,
  contrasts: readonly Contrast[],
): ReadonlySet<string> {
  const starred = contrasts.filter(({ cell }) => best.has(cell));
  const isSlower = ({ verdict }: Contrast): boolean => verdict === 'slower';
  const hasBetterStar = ({ reference }: Contrast): boolean =>
    best.has(reference) || starred.some((other) => other.reference === reference && !isSlower(other));
  const losers = new Set([
    ...starred.filter(({ verdict }) => verdict === 'faster').map(({ reference }) => reference),
    ...starred.filter((contrast) => isSlower(contrast) && hasBetterStar(contrast)).map(({ cell }) => cell),
  ]);
  const left = [...best].filter((id) => !losers.has(id));
  return new Set(left.length > 0 ? left : best);
}

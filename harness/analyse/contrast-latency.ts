/**
 * Contrasts within a condition in open loop. There throughput is what came, and says nothing: what differs is how long tasks
 * took. Whoever did not keep up has no latency, for it grew as long as the load lasted. Pure.
 */
import type { Cell, Condition, Contrast, Round, RunConfig } from '../result/schema.ts';
import { tiedWithBest } from '../stats/best.ts';
import { combineContrasts, type LogContrast, logContrast } from '../stats/contrast.ts';
import { LogHistogram } from '../stats/histogram.ts';
import { decide } from '../stats/verdict.ts';
import { logRatiosByBlock } from './round-metrics.ts';
import { toContrast } from './to-contrast.ts';

/** Quantiles of which a block may have enough tasks, the farthest out first. */
const QUANTILES = [0.99, 0.9, 0.5] as const;
const LEAST_BEYOND = 10;
/** Histograms tell latencies in buckets of 1 %. */
const RESOLUTION_RATIO = 0.01;

const isValid = ({ status, openLoop }: Round): boolean => status === 'ok' && openLoop !== undefined;

/** Everything that a contrast needs besides the two cells. */
interface Reading {
  readonly metric: Contrast['metric'];
  /** Null where a block has too few tasks for any quantile. */
  readonly read: (round: Round) => number | null;
}

/** What is said of the blocks where not even a median has ten tasks on either side. */
const LEAST_TASKS = 2 * LEAST_BEYOND;

/** The farthest quantile with ten tasks beyond it in every block of every cell that kept up; the median where none has. */
function readingOf(cells: readonly Cell[]): Reading {
  const counts = cells.flatMap(({ blocks }) =>
    blocks.filter(isValid).map(({ latency }) => LogHistogram.from(latency).count),
  );
  const fewest = Math.min(...counts);
  const quantile = QUANTILES.find((one) => fewest * (1 - one) >= LEAST_BEYOND * (1 - 1e-9)) ?? 0.5;
  return {
    metric: { id: `latency-p${quantile * 100}`, unit: 'ms', better: 'lower' },
    read: ({ latency }) => {
      const histogram = LogHistogram.from(latency);
      return histogram.count < LEAST_TASKS ? null : histogram.quantileMs(quantile);
    },
  };
}

const keepsUp = ({ status, openLoop }: Cell): boolean => status === 'ok' && openLoop?.isSaturated === false;

/** Over the blocks in which both have enough tasks. */
function contrastOf(cell: Cell, other: Cell, { read }: Reading): LogContrast | null {
  return logContrast(
    logRatiosByBlock(cell.blocks, other.blocks, read).filter(Number.isFinite),
    RESOLUTION_RATIO,
  );
}

/** Cells of different groups never met in a block: then through the reference, where it kept up. */
function contrastAny(
  cell: Cell,
  other: Cell,
  reference: Cell | undefined,
  reading: Reading,
): LogContrast | null {
  const direct = contrastOf(cell, other, reading);
  if (direct !== null || reference === undefined || !keepsUp(reference)) return direct;
  if (cell === reference || other === reference) return direct;
  const [own, theirs] = [contrastOf(cell, reference, reading), contrastOf(other, reference, reading)];
  return own && theirs ? combineContrasts(own, theirs) : null;
}

function without(cell: Cell, other: Cell, { metric }: Reading, reason: string): Contrast {
  return {
    cell: cell.id,
    reference: other.id,
    metric,
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

/** Why there is nothing to compare, or null. */
function obstacleOf(cell: Cell, rate: number): string | null {
  if (cell.status !== 'ok') return cell.reason ?? cell.status;
  return keepsUp(cell)
    ? null
    : `${cell.label} does not keep up with ${rate}/s: its latency grows as long as the load lasts`;
}

function judge(cell: Cell, other: Cell, reading: Reading, { marginRatio, alpha }: RunConfig): Contrast {
  const contrast = contrastOf(cell, other, reading);
  if (contrast === null) {
    const reason = `an interval needs at least 2 blocks in which both had ${LEAST_TASKS} tasks and more`;
    return { ...without(cell, other, reading, reason), verdict: 'unsure' };
  }
  const decision = decide({ median: contrast, mean: contrast, marginRatio, alpha, better: 'lower' });
  const what = { cell: cell.id, reference: other.id, metric: reading.metric };
  return toContrast(what, { median: contrast, mean: contrast }, decision);
}

const membersOf = (condition: Condition, cells: readonly Cell[]): readonly Cell[] =>
  cells.filter((cell) => cell.condition === condition.id && cell.status !== 'cannot');

/** Each cell against the reference, then those that lived in the same blocks and kept up against each other. */
export function contrastOpenLoop(
  condition: Condition,
  cells: readonly Cell[],
  config: RunConfig,
): Contrast[] {
  const members = membersOf(condition, cells);
  const reading = readingOf(members.filter(keepsUp));
  const reference = members.find(({ id }) => id === condition.reference);
  if (reference === undefined) return [];
  const others = members.filter((cell) => cell !== reference);
  const rate = condition.ratePerSec ?? 0;
  const direct = others.map((cell) => {
    const obstacle = obstacleOf(cell, rate) ?? obstacleOf(reference, rate);
    return obstacle === null
      ? judge(cell, reference, reading, config)
      : without(cell, reference, reading, obstacle);
  });
  const rivals = others.filter(keepsUp);
  const between = rivals.flatMap((other, index) =>
    rivals
      .slice(index + 1)
      .flatMap((cell) =>
        contrastOf(cell, other, reading) === null ? [] : judge(cell, other, reading, config),
      ),
  );
  return [...direct, ...between];
}

/**
 * Ids of the cells that keep up and cannot be told from the best of these; where the reference falls behind, cells of different groups
 * are not told apart. One that alone keeps up is the best by that. Empty where no two can be compared, or with a single block.
 */
export function findBestInOpenLoop(
  condition: Condition,
  cells: readonly Cell[],
  { alpha }: RunConfig,
): ReadonlySet<string> {
  const members = membersOf(condition, cells).filter((cell) => cell.status === 'ok' && !cell.isFloor);
  const able = members.filter(keepsUp);
  const reading = readingOf(able);
  const reference = members.find(({ id }) => id === condition.reference);
  const [only] = able;
  if (only !== undefined && able.length === 1) {
    const hasBlocks = only.blocks.filter(isValid).length >= 2;
    return new Set(members.length > 1 && hasBlocks ? [only.id] : []);
  }
  const logRatio = (cell: number, other: number): LogContrast | null =>
    contrastAny(able[cell]!, able[other]!, reference, reading);
  const isComparable = able.some((_one, index) =>
    able.some((_other, at) => at > index && logRatio(at, index) !== null),
  );
  if (!isComparable) return new Set();
  // Shorter is better: the ratio the other way about.
  const tied = tiedWithBest(able.length, (one, other) => logRatio(other, one), alpha / able.length);
  return new Set(able.filter((_cell, index) => tied[index]).map(({ id }) => id));
}

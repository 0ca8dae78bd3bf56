/** One cell in two runs → one contrast, head ÷ base. */
import { toContrast } from '../analyse/to-contrast.ts';
import type { Cell, Contrast } from '../result/schema.ts';
import { combineContrasts, type LogContrast, pairedLogContrast } from '../stats/contrast.ts';
import { decide } from '../stats/verdict.ts';
import { THROUGHPUT } from './shared.ts';

type Estimator = 'medianThroughputPerSec' | 'meanThroughputPerSec';

/** What the verdict rests on beside the two cells. */
export interface ContrastRules {
  readonly marginRatio: number;
  readonly alpha: number;
  /** Equal seeds give equal inputs: then unequal digests mean unequal work. */
  readonly seedsAreEqual: boolean;
}

/** What stored runs are compared by is throughput, and that is what came. */
export const IN_OPEN_LOOP =
  'in open loop throughput is what came; runs are compared by what tasks in flight carry out (without --rate)';

/**
 * Blocks of different runs never stood side by side, so they are not paired: the variances of both means add and the degrees
 * of freedom are Welch's (1947). `not comparable` with its reason where a side has no figure or the work differs. Pure.
 */
export function contrastBetweenRuns(base: Cell, head: Cell, rules: ContrastRules): Contrast {
  for (const [side, cell] of [
    ['head', head],
    ['base', base],
  ] as const) {
    if (cell.status !== 'ok') {
      return withoutRatio(
        head.id,
        'not comparable',
        `${cell.status} in the ${side}: ${cell.reason ?? 'no reason given'}`,
      );
    }
  }
  if (head.ratePerSec !== undefined) return withoutRatio(head.id, 'not comparable', IN_OPEN_LOOP);
  if (rules.seedsAreEqual && !haveEqualDigests(base, head)) {
    const reason = 'with the same seed, base and head gave different outputs (unequal digests)';
    return withoutRatio(head.id, 'not comparable', reason);
  }
  const median = contrastOf(base, head, 'medianThroughputPerSec');
  const mean = contrastOf(base, head, 'meanThroughputPerSec');
  if (median === null || mean === null) {
    return withoutRatio(head.id, 'unsure', 'an interval needs at least 2 blocks in each run');
  }
  const { marginRatio, alpha } = rules;
  const decision = decide({ median, mean, marginRatio, alpha, better: THROUGHPUT.better });
  const what = { cell: head.id, reference: base.id, metric: THROUGHPUT };
  return toContrast(what, { median, mean }, decision);
}

/** A contrast that only says why there is none. Pure. */
export function withoutRatio(cell: string, verdict: 'unsure' | 'not comparable', reason: string): Contrast {
  return {
    cell,
    reference: cell,
    metric: THROUGHPUT,
    ratio: null,
    meanRatio: null,
    detectable: null,
    verdict,
    decidedBy: null,
    blockCount: 0,
    moreBlocks: null,
    reason,
  };
}

/** Whether all outputs of one run are among those of the other; runs without digests say nothing against it. Pure. */
export function haveEqualDigests(base: Cell, head: Cell): boolean {
  const [ofBase, ofHead] = [digestsOf(base), digestsOf(head)];
  return ofBase.size === 0 || ofHead.size === 0 || [...ofHead].every((digest) => ofBase.has(digest));
}

function digestsOf(cell: Cell): Set<string> {
  return new Set(
    cell.blocks.flatMap(({ status, digest }) => (status === 'ok' && digest !== null ? [digest] : [])),
  );
}

function contrastOf(base: Cell, head: Cell, estimator: Estimator): LogContrast | null {
  const ofBase = logLevel(base, estimator);
  const ofHead = logLevel(head, estimator);
  return ofBase && ofHead && combineContrasts(ofHead, ofBase);
}

/** ln of the block values with its standard error: a contrast with one task per second, block by block. */
function logLevel(cell: Cell, estimator: Estimator): LogContrast | null {
  const values = cell.blocks.flatMap((round) => {
    const value = round[estimator];
    return round.status === 'ok' && value !== null ? [value] : [];
  });
  return pairedLogContrast(
    values,
    values.map(() => 1),
  );
}

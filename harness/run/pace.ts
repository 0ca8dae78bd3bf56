/** How much time the next block gets. Pure; decided from time alone, never from figures. */

export interface PaceInput {
  readonly nowMs: number;
  readonly startedMs: number;
  readonly budgetMs: number | null;
  readonly nominalBlockMs: number;
  readonly blocksLeft: number;
  /** For the blocks that bring the first verdict: no longer than nominal, whatever the budget would allow. */
  readonly isFirstCondition: boolean;
  /** Cells of this block ÷ those of its condition's blocks on average: each process starts, warms up and has its turns. 1 if absent. */
  readonly shareRatio?: number;
  /** The same of all the blocks that are left, this one included, together; absent: they are alike. */
  readonly sharesLeft?: number;
  /** Mean duration of the blocks so far; null before the first. */
  readonly meanBlockMs: number | null;
  /** The same of this condition alone, where it had a block: its tasks may be the slow ones. */
  readonly ownBlockMs: number | null;
}

/** Kept free at the end of a budget for analysis and report. */
const WRAP_UP_MS = 1_500;
/** How far a run may go beyond its budget to finish blocks that are due. */
const OVERRUN_RATIO = 0.05;

/**
 * Milliseconds for the next block: a share of what is left by its cells, never more than three nominal blocks (one for the first condition). Null: the
 * budget is used up and the blocks that are left are dropped.
 */
export function allotBlockMs(input: PaceInput): number | null {
  const { budgetMs, nowMs, startedMs, blocksLeft, meanBlockMs, ownBlockMs, shareRatio = 1 } = input;
  const nominalBlockMs = shareRatio * input.nominalBlockMs;
  if (budgetMs === null) return nominalBlockMs;
  const leftMs = startedMs + budgetMs - WRAP_UP_MS - nowMs;
  const expectedMs = shareRatio * (ownBlockMs ?? meanBlockMs ?? 0);
  if (leftMs + budgetMs * OVERRUN_RATIO < expectedMs) return null;
  const mostMs = input.isFirstCondition ? nominalBlockMs : 3 * nominalBlockMs;
  const { sharesLeft = Math.max(1, blocksLeft) } = input;
  return Math.min((shareRatio * Math.max(0, leftMs)) / Math.max(shareRatio, sharesLeft), mostMs);
}

/**
 * Whether one more block leaves time for `firstBlockCount` others that would be the first of their conditions. Where
 * blocks take longer than was planned, everything is measured less often rather than the last of it not at all.
 */
export function leavesRoomFor(firstBlockCount: number, input: PaceInput): boolean {
  if (input.budgetMs === null || firstBlockCount === 0) return true;
  const leftMs = input.startedMs + input.budgetMs - WRAP_UP_MS - input.nowMs;
  const blockMs = input.meanBlockMs ?? input.nominalBlockMs;
  return leftMs + input.budgetMs * OVERRUN_RATIO >= (firstBlockCount + 1) * blockMs;
}

/** What the blocks that are left need at least, as a share of nominal ones. */
const LEAST_BLOCK_RATIO = 0.7;

/**
 * Whether a void block may be measured again now: without a budget always; with one only while the blocks that are
 * left keep enough time for themselves, for a machine that stays noisy must not cost the other scenarios their turn.
 */
export function allowsRepeat(input: PaceInput): boolean {
  if (input.budgetMs === null) return true;
  const leftMs = input.startedMs + input.budgetMs - WRAP_UP_MS - input.nowMs;
  const repeatMs = input.ownBlockMs ?? input.meanBlockMs ?? input.nominalBlockMs;
  return leftMs - repeatMs >= input.blocksLeft * input.nominalBlockMs * LEAST_BLOCK_RATIO;
}

/** Expected time to the end: what the budget leaves, or the pace so far. */
export function estimateLeftMs(input: PaceInput): number {
  const perBlockMs = input.meanBlockMs ?? input.nominalBlockMs;
  const atThisPaceMs = perBlockMs * input.blocksLeft;
  if (input.budgetMs === null) return atThisPaceMs;
  return Math.max(0, Math.min(atThisPaceMs * 1.5, input.startedMs + input.budgetMs - input.nowMs));
}

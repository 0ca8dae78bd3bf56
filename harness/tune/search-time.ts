/** Whether a tune has time for one more block of its search. Pure. */
import { MAX_CELLS_PER_BLOCK, TUNE } from '../config/defaults.ts';

/** Report and analysis after the last block. */
const WRAP_UP_MS = 1_000;
/** Fewer say nothing, whatever the budget. */
const LEAST_BLOCKS = 4;

export interface SearchTime {
  readonly budgetMs: number;
  readonly blockCount: number;
  /** Since the run began. */
  readonly spentMs: number;
  /** What a block takes: the mean of those so far, or what is planned. */
  readonly blockMs: number;
  /** Settings that fresh blocks compare besides the answer and no pool; null where there will be no fresh blocks. */
  readonly settingCount: number | null;
}

/** One more block must leave enough time for the fresh ones. */
export function hasTimeForBlock({
  budgetMs,
  blockCount,
  spentMs,
  blockMs,
  settingCount,
}: SearchTime): boolean {
  const groupCount = settingCount === null ? 0 : Math.ceil((2 + settingCount) / (MAX_CELLS_PER_BLOCK - 1));
  const laterBlocks = 1 + groupCount * TUNE.validationBlocks;
  return blockCount < LEAST_BLOCKS || spentMs + laterBlocks * blockMs + WRAP_UP_MS <= budgetMs;
}

/** What measuring every size takes: the yardstick of a search. Pure. */
import { MAX_CELLS_PER_BLOCK, TUNE } from '../config/defaults.ts';

/** Rounds of `--exhaustive`: every size in its blocks, with the anchor in each of these. */
export function exhaustiveRounds(sizeCount: number, sizesPerBlock = MAX_CELLS_PER_BLOCK - 1): number {
  return TUNE.exhaustiveBlocks * (sizeCount + Math.ceil(sizeCount / sizesPerBlock));
}

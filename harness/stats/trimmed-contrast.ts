/** A contrast over many blocks that one odd block on either side does not bend: a trimmed mean, with Yuen's standard error. */
import { BLOCK_VALUE_RESOLUTION_RATIO, type LogContrast, logContrast } from './contrast.ts';
import { mean } from './describe.ts';

/**
 * From so many blocks on the smallest and the largest log ratio are left out. With fewer there is too little left to tell the scatter
 * by: of 6 blocks 4 remain.
 */
export const LEAST_TRIMMED_BLOCKS = 12;

/**
 * What {@link trimmedLogContrast} has of so many blocks: h − 2 of the h that are left. With Yuen's h − 1, twelve normal blocks pass the
 * critical value 1.06 / 1.10 / 1.2 / 1.3 times as often as they should at one-sided 1 / 0.48 / 0.07 / 0.024 %, the last two those of twenty
 * cells; with h − 2 0.95 / 0.93 / 0.89 / 0.90 times (1,200,000 draws; of 24 blocks 0.98 / 0.99 / 0.96 / 0.98).
 */
export function degreesOfFreedomOf(blockCount: number): number {
  return blockCount < LEAST_TRIMMED_BLOCKS ? blockCount - 1 : blockCount - 4;
}

/**
 * The contrast of log ratios, one per block, by their mean without the smallest and the largest: h = B − 2 are left. Its standard error
 * is that of Yuen 1974: √(SSD / (h·(h − 1))), SSD the squared deviations of all B once the two are moved in to their neighbours. Below {@link LEAST_TRIMMED_BLOCKS} that of all blocks: {@link logContrast}, whose floor holds here too. Pure.
 *
 * For estimates beside which another one sees every block: of what befalls one process in ten this one sees but a part.
 */
export function trimmedLogContrast(
  differences: readonly number[],
  resolutionRatio = BLOCK_VALUE_RESOLUTION_RATIO,
): LogContrast | null {
  const blockCount = differences.length;
  if (blockCount < LEAST_TRIMMED_BLOCKS || !differences.every(Number.isFinite)) {
    return logContrast(differences, resolutionRatio);
  }
  const kept = [...differences].sort((a, b) => a - b).slice(1, -1);
  const winsorized = [kept[0]!, ...kept, kept.at(-1)!];
  const centre = mean(winsorized);
  const squares = winsorized.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return {
    mean: mean(kept),
    standardError: Math.max(
      Math.sqrt(squares / (kept.length * (kept.length - 1))),
      resolutionRatio / Math.sqrt(6),
    ),
    degreesOfFreedom: degreesOfFreedomOf(blockCount),
    blockCount,
  };
}

/** Simulated runs, and two ways to make contrasts of them: ours, and the one that everybody reaches for. */
import { blockValue } from '../block-value.ts';
import { type LogContrast, pairedLogContrast } from '../contrast.ts';
import { mean, variance } from '../describe.ts';
import type { Random } from '../random.ts';
import type { BlockNoise, Noise } from './noise.ts';

/** The two contrasts that a verdict is made of. */
export interface Contrasts {
  readonly median: LogContrast;
  readonly mean: LogContrast;
}

/** Blocks of one comparison → its two contrasts. */
export type Estimator = (blocks: readonly BlockNoise[]) => Contrasts;

const WINDOW_MS = 50;

/** Draws the blocks of one comparison. */
export function drawBlocks(random: Random, noise: Noise, blockCount: number): BlockNoise[] {
  return Array.from({ length: blockCount }, () => noise(random));
}

function contrastOf(cell: readonly number[], reference: readonly number[]): LogContrast {
  const contrast = pairedLogContrast(cell, reference);
  if (contrast === null) throw new Error('A simulated block has no value.');
  return contrast;
}

/** What Crossover does: slices → block values → paired contrasts over blocks. */
export const byBlocks: Estimator = (blocks) => {
  const valuesOf = (side: keyof BlockNoise) =>
    blocks.map((block) => {
      const slices = block[side].map((log) => ({
        cpu: null,
        windowMs: WINDOW_MS,
        credit: Math.exp(log) * WINDOW_MS,
      }));
      return blockValue(slices) ?? { medianThroughputPerSec: 0, meanThroughputPerSec: 0 };
    });
  const cell = valuesOf('cell');
  const reference = valuesOf('reference');
  return {
    median: contrastOf(
      cell.map((value) => value.medianThroughputPerSec),
      reference.map((value) => value.medianThroughputPerSec),
    ),
    mean: contrastOf(
      cell.map((value) => value.meanThroughputPerSec),
      reference.map((value) => value.meanThroughputPerSec),
    ),
  };
};

/** What it must not do: a t test on all samples pooled, as if samples of one process were independent. */
export const bySamples: Estimator = (blocks) => {
  const cell = blocks.flatMap((block) => block.cell);
  const reference = blocks.flatMap((block) => block.reference);
  const pooled: LogContrast = {
    mean: mean(cell) - mean(reference),
    standardError: Math.sqrt(variance(cell) / cell.length + variance(reference) / reference.length),
    degreesOfFreedom: cell.length + reference.length - 2,
    blockCount: blocks.length,
  };
  return { median: pooled, mean: pooled };
};

/** The same contrasts had the true effect been `log` more: noise and effect add on the log scale. */
export function shiftContrasts({ median, mean }: Contrasts, log: number): Contrasts {
  return {
    median: { ...median, mean: median.mean + log },
    mean: { ...mean, mean: mean.mean + log },
  };
}

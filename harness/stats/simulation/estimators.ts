/** Simulated runs, and two ways to make contrasts of them: ours, and the one that everybody reaches for. */
import { blockLogRatio } from '../block-contrast.ts';
import { blockValue } from '../block-value.ts';
import { type LogContrast, pairedLogContrast } from '../contrast.ts';
import { mean, variance } from '../describe.ts';
import type { Random } from '../random.ts';
import { trimmedLogContrast } from '../trimmed-contrast.ts';
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

function existing<Value>(value: Value | null): Value {
  if (value === null) throw new Error('A simulated block has no value.');
  return value;
}

/** Log throughputs, turn by turn, as slices. */
function toSlices(logs: readonly number[]) {
  return logs.map((log, turn) => ({
    turn,
    cpu: null,
    throughputPerSec: Math.exp(log) * 1e3,
    windowMs: WINDOW_MS,
    credit: Math.exp(log) * WINDOW_MS,
  }));
}

/** What Crossover does: slices → one log ratio per block → contrast over blocks. */
export const byBlocks: Estimator = (blocks) => {
  const sides = blocks.map(({ cell, reference }) => [toSlices(cell), toSlices(reference)] as const);
  const meanOf = (slices: ReturnType<typeof toSlices>): number =>
    existing(blockValue(slices)).meanThroughputPerSec;
  return {
    median: existing(
      trimmedLogContrast(sides.map(([cell, reference]) => existing(blockLogRatio(cell, reference)))),
    ),
    mean: existing(
      pairedLogContrast(
        sides.map(([cell]) => meanOf(cell)),
        sides.map(([, reference]) => meanOf(reference)),
      ),
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

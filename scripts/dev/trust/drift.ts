/** A machine that slows all through a job, simulated: what is left of it in the ratio of two equal versions. Pure. */
import { blockLogRatio } from '../../../harness/stats/block-contrast.ts';
import { mean } from '../../../harness/stats/describe.ts';
import { createRandom } from '../../../harness/stats/random.ts';

export interface DriftSetting {
  readonly blockCount: number;
  readonly turnCount: number;
  /** Slices of a turn: base, head, control. */
  readonly sideCount: number;
  /** How much slower the machine is at the end, as a ratio of the beginning. */
  readonly slowdownRatio: number;
  readonly comparisons: number;
}

export interface DriftBias {
  /** Of the ratio, over all comparisons: what random order does not take out. */
  readonly meanRatio: number;
  /** The comparison that the drift fooled most. */
  readonly worstRatio: number;
}

/** Slices without any noise of their own, one after the other, in the random order that the product draws for each turn. */
export function simulateDrift({
  blockCount,
  turnCount,
  sideCount,
  slowdownRatio,
  comparisons,
}: DriftSetting): DriftBias {
  const random = createRandom(20_261_128).fork('drift');
  const sliceCount = blockCount * turnCount * sideCount;
  const biases = Array.from({ length: comparisons }, () => {
    let taken = 0;
    const logRatios = Array.from({ length: blockCount }, () => {
      const sides: { turn: number; throughputPerSec: number }[][] = Array.from(
        { length: sideCount },
        () => [],
      );
      for (let turn = 0; turn < turnCount; turn++) {
        for (const side of random.shuffle(sides)) {
          side.push({ turn, throughputPerSec: 1e3 * (1 - (slowdownRatio * taken) / sliceCount) });
          taken += 1;
        }
      }
      return blockLogRatio(sides[1]!, sides[0]!) ?? Number.NaN;
    });
    return Math.exp(mean(logRatios)) - 1;
  });
  return { meanRatio: mean(biases), worstRatio: Math.max(...biases.map(Math.abs)) };
}

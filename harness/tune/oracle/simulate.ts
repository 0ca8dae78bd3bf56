/** A whole search over a curve whose truth is known, with the noise of real blocks. Pure; the seed decides everything. */
import { TUNE } from '../../config/defaults.ts';
import { createRandom, type Random } from '../../stats/random.ts';
import type { Standing } from '../decide.ts';
import { exhaustiveRounds } from '../exhaustive-rounds.ts';
import { NO_POOL, type TuneBlock } from '../fit-sizes.ts';
import { type SearchRules, type SearchSpace, type SearchState, searchStep } from '../search.ts';
import { bestOf, type OracleCurve, type OracleMachine, valueAt } from './curves.ts';

/** How many of the exhaustive grid's measurements a search may take. */
export const MOST_ROUNDS_RATIO = 0.45;
const SIZES_PER_BLOCK = 3;

export interface Simulated {
  readonly answer: number;
  /** How far below the best the answer truly is: 0.03 = 3 %. */
  readonly regretRatio: number;
  /** Share of the exhaustive grid's measurements. */
  readonly roundsRatio: number;
  readonly isStable: boolean;
  readonly standingOf: ReadonlyMap<number, Standing>;
}

/**
 * What a block adds to ln throughput. All of its cells share the mood of the machine (which pairing takes out, and which drifts);
 * every process has its own level, so that its slices are clustered; one process in twenty is off by three times as much (Tukey's
 * contaminated normal, 1960). `noiseRatio` is the standard deviation of ln(cell ÷ anchor) in one block.
 */
export function blockNoise(
  random: Random,
  noiseRatio: number,
): { readonly common: number; readonly own: () => number } {
  const inflation = Math.sqrt(0.95 + 0.05 * 9);
  return {
    common: 2 * noiseRatio * random.normal(),
    own: () => {
      const scale = random.next() < 0.05 ? 3 : 1;
      return ((scale * noiseRatio) / Math.SQRT2 / inflation) * random.normal();
    },
  };
}

function drawBlock(
  curve: OracleCurve,
  sizes: readonly number[],
  noiseRatio: number,
  random: Random,
): TuneBlock {
  const { common, own } = blockNoise(random, noiseRatio);
  return new Map(sizes.map((size) => [size, Math.log(valueAt(curve, size)) + common + own()]));
}

function spaceOf({ cores, most }: OracleMachine): SearchSpace {
  return {
    sizes: Array.from({ length: most }, (_, index) => index + 1),
    anchor: NO_POOL,
    landmarks: [cores],
    unqueuedFrom: null,
    sizesPerBlock: SIZES_PER_BLOCK,
  };
}

const { deltaRatio, alpha, poolAlpha } = TUNE;
const RULES: SearchRules = { deltaRatio, alpha, poolAlpha, feasibilityOf: () => 'kept' };

function conclude(
  { decision, next }: SearchState,
  roundCount: number,
  curve: OracleCurve,
  machine: OracleMachine,
): Simulated {
  const answer = decision.answer ?? NO_POOL;
  return {
    answer,
    regretRatio: 1 - valueAt(curve, answer) / bestOf(curve, machine),
    roundsRatio: roundCount / exhaustiveRounds(machine.most),
    isStable: next === null,
    standingOf: decision.standingOf,
  };
}

/** The search as it is, until its answer is stable or it has used {@link MOST_ROUNDS_RATIO}. */
export function simulateSearch(
  curve: OracleCurve,
  machine: OracleMachine,
  { noiseRatio, seed }: { readonly noiseRatio: number; readonly seed: number },
): Simulated {
  const random = createRandom(seed).fork(`${curve.id} ${noiseRatio}`);
  const space = spaceOf(machine);
  const mostRounds = MOST_ROUNDS_RATIO * exhaustiveRounds(machine.most);
  const blocks: TuneBlock[] = [];
  let roundCount = 0;
  let state = searchStep(blocks, space, RULES);
  while (state.next !== null && roundCount + state.next.length + 1 <= mostRounds) {
    blocks.push(drawBlock(curve, [NO_POOL, ...state.next], noiseRatio, random));
    roundCount += state.next.length + 1;
    state = searchStep(blocks, space, RULES);
  }
  return conclude(state, roundCount, curve, machine);
}

/** Every size in as many blocks as `--exhaustive` gives it, and the same decision. */
export function simulateExhaustive(
  curve: OracleCurve,
  machine: OracleMachine,
  { noiseRatio, seed }: { readonly noiseRatio: number; readonly seed: number },
): Simulated {
  const random = createRandom(seed).fork(`exhaustive ${curve.id} ${noiseRatio}`);
  const { sizes } = spaceOf(machine);
  const groupCount = Math.ceil(sizes.length / SIZES_PER_BLOCK);
  const blocks = Array.from({ length: TUNE.exhaustiveBlocks * groupCount }, (_, index) => {
    const own = sizes.filter((_size, place) => place % groupCount === index % groupCount);
    return drawBlock(curve, [NO_POOL, ...own], noiseRatio, random);
  });
  return conclude(
    searchStep(blocks, spaceOf(machine), RULES),
    exhaustiveRounds(machine.most),
    curve,
    machine,
  );
}

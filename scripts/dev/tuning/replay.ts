/**
 * The search of `crossover tune` on real blocks: it sees one half of them in any order. Its answer is held against the best of all blocks, and,
 * without any law, against what measuring every size in its own half would have chosen, both read from the other half. Pure.
 */
import { TUNE } from '../../../harness/config/defaults.ts';
import { blockLogRatio } from '../../../harness/stats/block-contrast.ts';
import { LogHistogram } from '../../../harness/stats/histogram.ts';
import { createRandom } from '../../../harness/stats/random.ts';
import { exhaustiveRounds } from '../../../harness/tune/exhaustive-rounds.ts';
import { fitSizes, NO_POOL, type SizeFit, type TuneBlock } from '../../../harness/tune/fit-sizes.ts';
import { feasibilityOf, judgeLimits, type LimitedRound, type Limits } from '../../../harness/tune/limits.ts';
import { summarise } from '../../../harness/tune/oracle/policies.ts';
import { type SearchRules, type SearchSpace, searchStep } from '../../../harness/tune/search.ts';
import { hasTimeForBlock } from '../../../harness/tune/search-time.ts';
import { smoothSizes } from '../../../harness/tune/smooth-sizes.ts';
import type { BankBlock, BankHead, BankRound, TuningBank } from './bank.ts';

const SIZES_PER_BLOCK = 3;
/** Piscina's defaults are compared on the fresh blocks that the budget is kept for. */
const SETTING_COUNT = 1;
const NO_LIMITS: Limits = { p99Ms: null, loopDelayMs: null, addedMemoryBytes: null, ratePerSec: null };
/** A limit that some sizes keep and some do not: so far above the lowest p99 of any. */
const P99_HEADROOM = 1.25;

export interface ReplayClaim {
  readonly workload: string;
  readonly blockCount: number;
  /**
   * Size and how far below the best it is, by all recorded blocks, as the command smooths them: of eight sizes that are alike the plain
   * maximum is some noise above the truth, and no answer would come near it.
   */
  readonly best: number;
  readonly regretOf: ReadonlyMap<number, number>;
  readonly cores: number;
  readonly goodRatio: number;
  readonly meanRegretRatio: number;
  readonly worstRegretRatio: number;
  /** Mean loss against the maximum of every size in the half that was seen, read from the other half; below 0: the search does better. */
  readonly lossRatio: number;
  /** Standard deviation of one size in one block, as ln. */
  readonly noise: number;
  readonly meanRoundsRatio: number;
  readonly stableRatio: number;
  readonly answers: readonly (readonly [size: number, count: number])[];
  readonly seedCount: number;
  /** With a limit on the p99. */
  readonly limited: LimitedClaim;
}

export interface LimitedClaim {
  readonly mostMs: number;
  /** Share of the replays that recommended any size. */
  readonly answeredRatio: number;
  /** Of these, the share whose p99 kept the limit in the blocks that the search had not seen; null where none was. */
  readonly keptRatio: number | null;
  readonly answers: readonly (readonly [size: number, count: number])[];
}

interface Workload {
  readonly id: string;
  readonly blocks: readonly BankBlock[];
  readonly space: BankHead['spaces'][string];
}

interface Replay {
  readonly answer: number | null;
  readonly roundsRatio: number;
  readonly isStable: boolean;
  readonly seen: readonly BankBlock[];
  readonly unseen: readonly BankBlock[];
}

const toLimited = ({ latency, addedMemoryBytes, loopWaits }: BankRound): LimitedRound => ({
  latency,
  addedMemoryBytes,
  loop: loopWaits === null ? null : { waits: loopWaits },
});

const roundsOf = (blocks: readonly BankBlock[], size: number): LimitedRound[] =>
  blocks.flatMap(({ rounds }) => rounds.filter((round) => round.size === size).map(toLimited));

function toTuneBlock({ rounds }: BankBlock, sizes: readonly number[], anchor: number): TuneBlock {
  const slicesOf = ({ slices }: BankRound) =>
    slices.map(([turn, throughputPerSec]) => ({ turn, throughputPerSec }));
  const reference = rounds.find(({ size }) => size === anchor);
  if (reference === undefined) return new Map();
  const values = rounds
    .filter(({ size }) => size !== anchor && sizes.includes(size))
    .flatMap((round): [number, number][] => {
      const value = blockLogRatio(slicesOf(round), slicesOf(reference));
      return value === null ? [] : [[round.size, value]];
    });
  return new Map([[anchor, 0], ...values]);
}

function replaySearch({ id, blocks, space }: Workload, limits: Limits, seed: number): Replay {
  const order = createRandom(seed).fork(`replay ${id}`).shuffle(blocks);
  const seen = order.slice(0, Math.ceil(order.length / 2));
  const searched: SearchSpace = {
    sizes: space.sizes,
    anchor: space.anchor,
    landmarks: space.landmarks,
    unqueuedFrom: space.unqueuedFrom,
    sizesPerBlock: SIZES_PER_BLOCK,
  };
  /** What the search has measured: of each block no more than it asked for. */
  const taken: { readonly block: BankBlock; readonly sizes: readonly number[] }[] = [];
  const { deltaRatio, alpha, poolAlpha } = TUNE;
  const rules: SearchRules = {
    deltaRatio,
    alpha,
    poolAlpha,
    feasibilityOf: (size) => {
      const own = taken.filter(({ sizes }) => size === space.anchor || sizes.includes(size));
      return feasibilityOf(
        judgeLimits(
          roundsOf(
            own.map(({ block }) => block),
            size,
          ),
          limits,
        ),
      );
    },
  };
  const step = () =>
    searchStep(
      taken.map(({ block, sizes }) => toTuneBlock(block, sizes, space.anchor)),
      searched,
      rules,
    );
  const all = exhaustiveRounds(space.sizes.filter((size) => size !== space.anchor).length);
  let roundCount = 0;
  const budgetMs = limits.p99Ms === null ? TUNE.budgetMs : TUNE.p99BudgetMs;
  let spentMs = 0;
  let state = step();
  for (const block of seen) {
    const blockMs = taken.length === 0 ? TUNE.nominalBlockMs : spentMs / taken.length;
    const settingCount = state.decision.answer === null ? null : SETTING_COUNT;
    const time = { budgetMs, blockCount: taken.length, spentMs, blockMs, settingCount };
    if (state.next === null || !hasTimeForBlock(time)) break;
    taken.push({ block, sizes: state.next });
    const measured = state.next.length + 1;
    roundCount += measured;
    spentMs +=
      (block.durationMs * measured) / (space.sizes.length + (space.sizes.includes(space.anchor) ? 0 : 1));
    state = step();
  }
  return {
    answer: state.decision.answer,
    roundsRatio: roundCount / all,
    isStable: state.next === null,
    seen,
    unseen: order.slice(seen.length),
  };
}

function countAnswers(replays: readonly Replay[]): [number, number][] {
  const counts = new Map<number, number>();
  for (const { answer } of replays) {
    if (answer !== null) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  }
  return [...counts].sort(([, one], [, other]) => other - one);
}

/** Of all samples together; a figure to be shown would need a thousand of them. */
function quantileOf(histograms: readonly LimitedRound['latency'][], p: number): number | null {
  const all = new LogHistogram();
  for (const histogram of histograms) all.merge(LogHistogram.from(histogram));
  return all.quantileMs(p);
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function claimLimited(workload: Workload, seeds: readonly number[]): LimitedClaim {
  const p99Of = (blocks: readonly BankBlock[], size: number): number =>
    quantileOf(
      roundsOf(blocks, size).map(({ latency }) => latency),
      0.99,
    ) ?? Number.POSITIVE_INFINITY;
  const { sizes, anchor } = workload.space;
  const lowest = Math.min(...[anchor, ...sizes].map((size) => p99Of(workload.blocks, size)));
  const mostMs = P99_HEADROOM * lowest;
  const replays = seeds.map((seed) => replaySearch(workload, { ...NO_LIMITS, p99Ms: mostMs }, seed));
  const answered = replays.filter(({ answer }) => answer !== null);
  const kept = answered.filter(({ answer, unseen }) => p99Of(unseen, answer!) <= mostMs);
  return {
    mostMs,
    answeredRatio: answered.length / replays.length,
    keptRatio: answered.length === 0 ? null : kept.length / answered.length,
    answers: countAnswers(answered),
  };
}

const bestOf = (sizes: readonly number[], { effectOf }: Pick<SizeFit, 'effectOf'>): number =>
  sizes.reduce((one, other) => (effectOf(other) > effectOf(one) ? other : one));

/** In blocks that neither has seen. */
function lossOf({ answer, seen, unseen }: Replay, sizes: readonly number[], anchor: number): number {
  const fitOf = (blocks: readonly BankBlock[]): SizeFit =>
    fitSizes(
      blocks.map((block) => toTuneBlock(block, sizes, anchor)),
      anchor,
    );
  const [own, other] = [fitOf(seen), fitOf(unseen)];
  return 1 - Math.exp(other.effectOf(answer ?? NO_POOL) - other.effectOf(bestOf(sizes, own)));
}

/** One workload over seeds 0 … `seedCount` − 1. No answer counts as no pool. */
function claimOf(workload: Workload, seedCount: number): ReplayClaim {
  const { id, blocks, space } = workload;
  const seeds = Array.from({ length: seedCount }, (_, seed) => seed);
  const all = [...new Set([space.anchor, ...space.sizes])].sort((one, other) => one - other);
  const truth = fitSizes(
    blocks.map((block) => toTuneBlock(block, all, space.anchor)),
    space.anchor,
  );
  const smoothed = smoothSizes(truth, { unqueuedFrom: space.unqueuedFrom });
  const best = bestOf(all, smoothed);
  const regretOf = new Map(
    all.map((size) => [size, 1 - Math.exp(smoothed.effectOf(size) - smoothed.effectOf(best))]),
  );
  const replays = seeds.map((seed) => replaySearch(workload, NO_LIMITS, seed));
  return {
    workload: id,
    blockCount: blocks.length,
    best,
    regretOf,
    cores: space.cores,
    ...summarise(
      replays.map(({ answer }) => regretOf.get(answer ?? NO_POOL) ?? 1),
      TUNE.deltaRatio,
    ),
    lossRatio: mean(replays.map((replay) => lossOf(replay, all, space.anchor))),
    noise: truth.noise,
    meanRoundsRatio: mean(replays.map(({ roundsRatio }) => roundsRatio)),
    stableRatio: replays.filter(({ isStable }) => isStable).length / seedCount,
    answers: countAnswers(replays),
    seedCount,
    limited: claimLimited(workload, seeds),
  };
}

export function replayBank({ head, blocks }: TuningBank, seedCount: number): ReplayClaim[] {
  return Object.entries(head.spaces).map(([id, space]) =>
    claimOf({ id, space, blocks: blocks.filter(({ workload }) => workload === id) }, seedCount),
  );
}

/** What is claimed of the search, as figures over many seeds: what the tests assert and `npm run tuning` writes down. Pure. */
import { TUNE } from '../../config/defaults.ts';
import { NO_POOL } from '../fit-sizes.ts';
import { type OracleCurve, type OracleMachine, oracleCurves } from './curves.ts';
import { type PolicyScore, summarise } from './policies.ts';
import { type Simulated, simulateExhaustive, simulateSearch } from './simulate.ts';

/** Standard deviations of ln(cell ÷ anchor) in one block. */
export const NOISES: readonly number[] = [0.01, 0.02, 0.04, 0.08];

export interface CurveClaim extends Omit<PolicyScore, 'id'> {
  readonly curve: string;
  readonly noiseRatio: number;
  readonly seedCount: number;
  readonly meanRoundsRatio: number;
  readonly mostRoundsRatio: number;
  readonly stableRatio: number;
  /** Share of the seeds in which any size of the pool was called worse than the best. */
  readonly worseRatio: number;
  /** Share of the seeds that answered "no pool". */
  readonly noPoolRatio: number;
  /** The most frequent answers first. */
  readonly answers: readonly (readonly [size: number, count: number])[];
  readonly regrets: readonly number[];
}

type Simulate = typeof simulateSearch;

const share = <Item>(items: readonly Item[], test: (item: Item) => boolean): number =>
  items.filter(test).length / items.length;

function callsWorse({ standingOf }: Simulated): boolean {
  return [...standingOf].some(([size, standing]) => size !== NO_POOL && standing === 'worse');
}

function countAnswers(runs: readonly Simulated[]): [number, number][] {
  const counts = new Map<number, number>();
  for (const { answer } of runs) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one);
}

/** One curve at one noise, over seeds 0 … `seedCount` − 1. */
export function claimOf(
  curve: OracleCurve,
  machine: OracleMachine,
  { noiseRatio, seedCount }: { readonly noiseRatio: number; readonly seedCount: number },
  simulate: Simulate = simulateSearch,
): CurveClaim {
  const runs = Array.from({ length: seedCount }, (_, seed) => simulate(curve, machine, { noiseRatio, seed }));
  const regrets = runs.map(({ regretRatio }) => regretRatio);
  const rounds = runs.map(({ roundsRatio }) => roundsRatio);
  return {
    curve: curve.id,
    noiseRatio,
    seedCount,
    ...summarise(regrets, TUNE.deltaRatio),
    meanRoundsRatio: rounds.reduce((sum, ratio) => sum + ratio, 0) / seedCount,
    mostRoundsRatio: Math.max(...rounds),
    stableRatio: share(runs, ({ isStable }) => isStable),
    worseRatio: share(runs, callsWorse),
    noPoolRatio: share(runs, ({ answer }) => answer === NO_POOL),
    answers: countAnswers(runs),
    regrets,
  };
}

/** All curves of a machine at all noises. */
export function claimAll(
  machine: OracleMachine,
  seedCount: number,
  simulate: 'search' | 'exhaustive' = 'search',
  noises: readonly number[] = NOISES,
): CurveClaim[] {
  const how = simulate === 'search' ? simulateSearch : simulateExhaustive;
  return noises.flatMap((noiseRatio) =>
    oracleCurves(machine).map((curve) => claimOf(curve, machine, { noiseRatio, seedCount }, how)),
  );
}

/** All of them together, as one policy. */
export function scoreOf(id: string, claims: readonly CurveClaim[]): PolicyScore {
  return {
    id,
    ...summarise(
      claims.flatMap(({ regrets }) => regrets),
      TUNE.deltaRatio,
    ),
  };
}

/** What Crossover promises of its verdicts, measured on simulated runs. */
import type { LogContrast } from '../contrast.ts';
import { halfWidth } from '../margin.ts';
import { createRandom } from '../random.ts';
import { type Decision, decide } from '../verdict.ts';
import { byBlocks, drawBlocks, type Estimator, shiftContrasts } from './estimators.ts';
import { type NoiseName, noises } from './noise.ts';

/** Shares of runs. Alarms and wrong `same` at α = 5 % unless the name says 1 %; Δ = 3 %. */
export interface MeasuredRates {
  /** 95 % intervals that hold the truth. */
  coverageMedian: number;
  coverageMean: number;
  /** A change reported where there is none, with no margin at all: the hardest case for the level. */
  alarmNoMargin: number;
  alarmNoMarginAt1Percent: number;
  /** A change reported where there is none, with the margin. */
  alarmAtZero: number;
  /** A change reported where the truth lies just on +Δ or −Δ: the larger share of the two. */
  alarmAtMargin: number;
  alarmAtMarginAt1Percent: number;
  /** `same` where the truth lies just on +Δ or −Δ: the larger share of the two. */
  sameAtMargin: number;
  /** "Bursty" said of two equal cells. */
  disagreeAtZero: number;
  /** A true change of the size that another run printed as detectable, found. */
  powerAtDetectable: number;
}

/** Which simulated comparison to measure. */
export interface Setting {
  readonly noise: NoiseName;
  readonly blockCount: number;
  readonly estimator?: Estimator;
  readonly trials: number;
}

const MARGIN_RATIO = 0.03;
const EDGE = Math.log1p(MARGIN_RATIO);

function isChange({ verdict }: Decision): boolean {
  return verdict === 'faster' || verdict === 'slower';
}

function holdsZero(contrast: LogContrast): boolean {
  return Math.abs(contrast.mean) <= halfWidth(contrast, 0.05);
}

/** Measures all rates on `trials` simulated runs; the same setting gives the same rates. */
export function measureRates({ noise, blockCount, estimator = byBlocks, trials }: Setting): MeasuredRates {
  const random = createRandom(20_260_101).fork(`${noise} ${blockCount}`);
  const runs = Array.from({ length: trials }, () => estimator(drawBlocks(random, noises[noise], blockCount)));
  const judge = (log: number, alpha = 0.05, marginRatio = MARGIN_RATIO): Decision[] =>
    runs.map((run) => decide({ ...shiftContrasts(run, log), alpha, marginRatio, better: 'higher' }));
  const share = <T>(items: readonly T[], holds: (item: T) => boolean): number =>
    items.filter(holds).length / trials;
  const atZero = judge(0);
  const atEdges = [judge(EDGE), judge(-EDGE)];
  const larger = (sets: readonly Decision[][], holds: (decision: Decision) => boolean): number =>
    Math.max(...sets.map((decisions) => share(decisions, holds)));
  const printed = atZero.map(({ detectable }) => Math.log(detectable));
  const lookedFor = runs.map((run, index) => shiftContrasts(run, printed[(index + 1) % trials]!));
  return {
    coverageMedian: share(runs, (run) => holdsZero(run.median)),
    coverageMean: share(runs, (run) => holdsZero(run.mean)),
    alarmNoMargin: share(judge(0, 0.05, 0), isChange),
    alarmNoMarginAt1Percent: share(judge(0, 0.01, 0), isChange),
    alarmAtZero: share(atZero, isChange),
    alarmAtMargin: larger(atEdges, isChange),
    alarmAtMarginAt1Percent: larger([judge(EDGE, 0.01), judge(-EDGE, 0.01)], isChange),
    sameAtMargin: larger(atEdges, ({ verdict }) => verdict === 'same'),
    disagreeAtZero: share(atZero, ({ disagree }) => disagree),
    powerAtDetectable: share(lookedFor, (run) => isChange(decide({ ...run, better: 'higher' }))),
  };
}

/** The promised range of each rate. */
const PROMISED: Record<keyof MeasuredRates, readonly [low: number, high: number]> = {
  coverageMedian: [0.94, 0.97],
  coverageMean: [0.94, 0.97],
  alarmNoMargin: [0, 0.05],
  alarmNoMarginAt1Percent: [0, 0.01],
  alarmAtZero: [0, 0.05],
  alarmAtMargin: [0, 0.05],
  alarmAtMarginAt1Percent: [0, 0.01],
  sameAtMargin: [0, 0.05],
  disagreeAtZero: [0, 0.05],
  powerAtDetectable: [0.75, 0.9],
};

/**
 * The promises that these rates break, as `name: rate`. An upper bound on errors counts as broken when it is passed
 * by more than two standard errors of the simulation itself, √(p(1 − p)/trials): a level that is exactly kept reads
 * above itself in every other simulation.
 */
export function brokenPromises(rates: MeasuredRates, trials: number): string[] {
  const names = Object.keys(PROMISED) as (keyof MeasuredRates)[];
  return names.flatMap((name) => {
    const [low, high] = PROMISED[name];
    const slack = low === 0 ? 2 * Math.sqrt((high * (1 - high)) / trials) : 0;
    const rate = rates[name];
    return rate >= low && rate <= high + slack ? [] : [`${name}: ${rate}`];
  });
}

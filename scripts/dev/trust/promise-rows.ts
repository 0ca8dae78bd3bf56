/** What the gate promises, on simulated machines: the long form of what the tests assert. */
import { measureRates } from '../../../harness/stats/simulation/claims.ts';
import { measureFamilyRates } from '../../../harness/stats/simulation/family-claims.ts';
import type { NoiseName } from '../../../harness/stats/simulation/noise.ts';
import { simulateDrift } from './drift.ts';
import type { TrustRow } from './row.ts';

const SYMMETRIC: readonly NoiseName[] = [
  'clustered .2',
  'clustered .5',
  'clustered .8',
  'drifting',
  'heavy-tailed',
];
const CELL_COUNT = 20;
/** What `ab` plans for a minute a cell. */
const BLOCK_COUNT = 12;

const percent = (ratio: number, digits = 2): string => `${(ratio * 100).toFixed(digits)} %`;

function familyRow(noise: NoiseName, comparisons: number): TrustRow {
  const isBursty = noise === 'bursty';
  const rates = measureFamilyRates({
    noise,
    blockCount: BLOCK_COUNT,
    cellCount: CELL_COUNT,
    looksTwice: true,
    comparisons,
  });
  const worst = Math.max(rates.alarmAtZero, rates.alarmAtMargin);
  return {
    what: `simulated, ${noise}: comparisons of ${CELL_COUNT} cells with a false verdict, nothing changed · every cell changed by exactly Δ`,
    goal: isBursty ? '≤ 2 %' : '≤ 1.3 %',
    measured: `${percent(rates.alarmAtZero)} · ${percent(rates.alarmAtMargin)} of ${comparisons.toLocaleString('en')}`,
    passed: worst <= (isBursty ? 0.02 : 0.013),
  };
}

function coverageRow(noise: NoiseName, trials: number): TrustRow {
  const { coverageMedian, coverageMean } = measureRates({ noise, blockCount: BLOCK_COUNT, trials });
  const isHeld = [coverageMedian, coverageMean].every((share) => share >= 0.94 && share <= 0.97);
  return {
    what: `simulated, ${noise}: 95 % intervals that hold the truth, by medians · by means`,
    goal: noise === 'bursty' ? 'published' : '94 – 97 %',
    measured: `${percent(coverageMedian, 1)} · ${percent(coverageMean, 1)} of ${trials.toLocaleString('en')}`,
    passed: noise === 'bursty' ? null : isHeld,
  };
}

function driftRow(): TrustRow {
  const { meanRatio, worstRatio } = simulateDrift({
    blockCount: BLOCK_COUNT,
    turnCount: 6,
    sideCount: 3,
    slowdownRatio: 0.2,
    comparisons: 2_000,
  });
  return {
    what: 'simulated: a machine that slows by 20 % over the job, equal versions: bias of the ratio, mean · worst of 2,000',
    goal: '< 0.5 %',
    measured: `${percent(Math.abs(meanRatio), 3)} · ${percent(worstRatio, 3)}`,
    passed: worstRatio < 0.005,
  };
}

export function simulatedRows(comparisons: number, log: (text: string) => void): TrustRow[] {
  const noises: readonly NoiseName[] = [...SYMMETRIC, 'bursty'];
  const logged = (make: (noise: NoiseName) => TrustRow) => (noise: NoiseName) => {
    const row = make(noise);
    log(`${row.what}: ${row.measured}`);
    return row;
  };
  return [
    ...noises.map(logged((noise) => familyRow(noise, 2 * comparisons))),
    ...noises.map(logged((noise) => coverageRow(noise, 10 * comparisons))),
    driftRow(),
  ];
}

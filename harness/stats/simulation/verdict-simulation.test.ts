import { describe, expect, test } from 'vitest';
import { createRandom } from '../random.ts';
import { decide } from '../verdict.ts';
import { brokenPromises, measureRates } from './claims.ts';
import { byBlocks, bySamples, drawBlocks } from './estimators.ts';
import { type Noise, type NoiseName, noises } from './noise.ts';

/*
 * Measured once with 20,000 runs each, in per cent. No promise is broken; see claims.ts for what each column promises.
 *
 *                        95 % interval    alarm, no margin   alarm on ±Δ    same    found at
 *  blocks                median    mean    at 5 %    at 1 %   5 %    1 %     on ±Δ   detectable
 *   5  independent         95.0    94.9      4.60      0.90    2.31   0.47    2.33      87.4
 *   5  clustered .2        94.7    94.8      4.50      0.97    2.33   0.49    3.92      86.0
 *   5  clustered .5        95.0    94.9      4.08      0.83    2.08   0.43    3.75      86.3
 *   5  clustered .8        94.9    95.0      4.06      0.69    2.10   0.38    3.06      85.7
 *   5  bursty              95.2    95.7      4.34      0.80    2.31   0.47    0.23      84.3
 *   5  drifting            94.8    95.0      4.20      0.85    2.15   0.43    3.72      85.5
 *   5  heavy-tailed        95.9    95.9      3.16      0.57    1.71   0.33    3.48      81.7
 *  12  independent         94.6    95.2      4.83      0.98    2.43   0.50    2.40      88.8
 *  12  clustered .2        95.0    95.2      4.23      0.94    2.14   0.52    3.44      84.1
 *  12  clustered .5        94.9    95.1      4.17      0.89    2.12   0.52    3.79      82.8
 *  12  clustered .8        94.7    95.0      4.30      0.95    2.30   0.54    4.06      83.0
 *  12  bursty              95.0    95.1      4.72      1.03    2.42   0.55    0.60      82.2
 *  12  drifting            94.9    95.0      4.19      0.81    2.18   0.46    3.48      83.4
 *  12  heavy-tailed        95.3    95.5      3.64      0.71    1.91   0.36    3.29      81.0
 *  20  independent         94.7    95.0      4.59      1.03    2.35   0.55    2.61      88.1
 *  20  clustered .2        95.2    95.1      4.08      0.78    2.08   0.45    3.52      82.7
 *  20  clustered .5        94.8    94.7      4.23      0.87    2.17   0.46    4.25      82.1
 *  20  clustered .8        94.8    94.8      4.15      0.89    2.17   0.48    4.50      81.5
 *  20  bursty              95.1    95.1      4.55      0.83    2.45   0.45    1.15      80.9
 *  20  drifting            94.8    95.0      4.20      0.88    2.13   0.47    3.55      82.5
 *  20  heavy-tailed        95.4    95.4      3.64      0.71    1.88   0.41    3.59      79.8
 */
describe('verdicts made from blocks keep every promise', () => {
  const check = (noise: NoiseName, blockCount: number, trials: number): void =>
    test(`${noise}, ${blockCount} blocks`, () => {
      expect(brokenPromises(measureRates({ noise, blockCount, trials }), trials)).toEqual([]);
    });

  for (const noise of Object.keys(noises) as NoiseName[]) {
    check(noise, 5, 1200);
    check(noise, 12, 1200);
  }
});

/** As on a short block: the first turns of each and no others. */
const ofFirstTurns =
  (turns: number): typeof byBlocks =>
  (blocks) =>
    byBlocks(
      blocks.map(({ cell, reference }) => ({
        cell: cell.slice(0, turns),
        reference: reference.slice(0, turns),
      })),
    );

describe('blocks of two turns find less, and alarm no more often', () => {
  test.each(Object.keys(noises) as NoiseName[])('%s', (noise) => {
    const trials = 1200;
    const rates = measureRates({ noise, blockCount: 5, trials, estimator: ofFirstTurns(2) });
    expect(brokenPromises(rates, trials).filter((promise) => promise.startsWith('alarm'))).toEqual([]);
  });
});

describe('the same assertions fail for a t test on pooled samples', () => {
  const check = (noise: NoiseName, expected: string[]): void =>
    test(noise, () => {
      const trials = 800;
      const rates = measureRates({ noise, blockCount: 10, trials, estimator: bySamples });
      const broken = brokenPromises(rates, trials).map((promise) => promise.split(':')[0]);
      expect(broken).toEqual(expect.arrayContaining(expected));
      if (expected.length === 0) expect(broken).toEqual([]);
    });

  const tooSure = ['coverageMedian', 'alarmNoMargin', 'alarmAtMargin', 'sameAtMargin', 'powerAtDetectable'];
  check('independent', []); // where samples are independent it is right: the assertions do not cry wolf
  check('clustered .2', tooSure);
  check('clustered .5', tooSure);
  check('clustered .8', tooSure);
  check('heavy-tailed', tooSure);
  check('bursty', ['coverageMedian']);
  check('drifting', ['coverageMedian']); // the drift that pairing takes out makes it far too wide
});

/** A pause in one slice of fourteen: the median does not see it. `lossRatio` is what the mean loses, about. */
function withPauses(noise: Noise, lossRatio: number): Noise {
  return (random) => {
    const { cell, reference } = noise(random);
    const pause = Math.log(1 - lossRatio * 14);
    return { cell: cell.map((log) => (random.next() < 1 / 14 ? log + pause : log)), reference };
  };
}

describe('a rare pause that costs more than the margin', () => {
  const check = (
    noise: NoiseName,
    lossRatio: number,
    blockCount: number,
    least: { slower: number; disagree: number },
  ): void =>
    test(`${noise}, ${100 * lossRatio} % lost, ${blockCount} blocks`, () => {
      const random = createRandom(31);
      const trials = 1000;
      const counts = { slower: 0, faster: 0, same: 0, unsure: 0, disagree: 0 };
      for (let trial = 0; trial < trials; trial++) {
        const contrasts = byBlocks(drawBlocks(random, withPauses(noises[noise], lossRatio), blockCount));
        const { verdict, disagree } = decide({ ...contrasts, better: 'higher' });
        counts[verdict]++;
        if (disagree) counts.disagree++;
      }
      expect((counts.same + counts.faster) / trials).toBeLessThanOrEqual(0.05);
      expect(counts.slower / trials).toBeGreaterThanOrEqual(least.slower);
      expect(counts.disagree / trials).toBeGreaterThanOrEqual(least.disagree);
    });

  // Judged by the median's equivalence alone, the first three were called `same` in 35, 22 and 40 % of runs.
  check('independent', 0.036, 5, { slower: 0, disagree: 0 });
  check('clustered .2', 0.036, 5, { slower: 0, disagree: 0 });
  check('bursty', 0.036, 5, { slower: 0, disagree: 0 });
  check('independent', 0.065, 20, { slower: 0.45, disagree: 0.9 });
  check('clustered .2', 0.065, 20, { slower: 0.4, disagree: 0.8 });
});

import { describe, expect, test } from 'vitest';
import { TUNE } from '../../config/defaults.ts';
import { type CurveClaim, claimAll, scoreOf } from './claims.ts';
import { LARGE, type OracleMachine, SMALL } from './curves.ts';
import { constants, RULES_OF_THUMB, scorePolicy } from './policies.ts';
import { MOST_ROUNDS_RATIO } from './simulate.ts';

/** The short form; `npm run tuning` takes 500 seeds and four noises. */
const SEEDS = { large: 4, small: 20 };
const NOISES = [0.01, 0.08];

const MACHINES: readonly (readonly [string, OracleMachine, number])[] = [
  ['8 cores, up to 32', LARGE, SEEDS.large],
  ['2 cores, up to 8', SMALL, SEEDS.small],
];

describe.each(MACHINES)('%s', (_name, machine, seedCount) => {
  const claims = claimAll(machine, seedCount, 'search', NOISES);
  const of = (part: string): CurveClaim[] => claims.filter(({ curve }) => curve.includes(part));

  test('the answer is within 3 % of the best in 95 % and more', () => {
    const { goodRatio, meanRegretRatio } = scoreOf('tune', claims);
    expect(goodRatio).toBeGreaterThanOrEqual(0.95);
    expect(meanRegretRatio).toBeLessThan(0.02);
  });

  test('no search takes more than 45 % of what measuring every size takes', () => {
    for (const { mostRoundsRatio } of claims) expect(mostRoundsRatio).toBeLessThanOrEqual(MOST_ROUNDS_RATIO);
  });

  test('no constant and no rule of thumb comes near, whichever is chosen with hindsight', () => {
    const own = scoreOf('tune', claims);
    for (const policy of [...RULES_OF_THUMB, ...constants(machine)]) {
      const { goodRatio, meanRegretRatio } = scorePolicy(policy, machine, TUNE.deltaRatio);
      expect(goodRatio, policy.id).toBeLessThan(own.goodRatio);
      expect(meanRegretRatio, policy.id).toBeGreaterThan(own.meanRegretRatio);
    }
  });

  test('sizes that are alike are never called worse than each other', () => {
    for (const { curve, worseRatio } of [...of('alike'), ...of('waiting')]) expect(worseRatio, curve).toBe(0);
  });

  test('pure waiting wants no pool', () => {
    for (const { noPoolRatio } of of('waiting')) expect(noPoolRatio).toBe(1);
  });
});

test('the same seed gives the same search', () => {
  const once = claimAll(SMALL, 2, 'search', [0.04]);
  expect(claimAll(SMALL, 2, 'search', [0.04])).toEqual(once);
});

import { describe, expect, test } from 'vitest';
import type { LogContrast } from './contrast.ts';
import type { FamilyMember } from './family.ts';
import { decideFirstLook, decideInLooks, firstLookAfter } from './looks.ts';
import { degreesOfFreedomOf } from './trimmed-contrast.ts';

const RULES = { marginRatio: 0.03, familyAlpha: 0.01, sameAlpha: 0.05 };

function member(percent: number, errorPercent: number, blockCount: number): NonNullable<FamilyMember> {
  const contrast: LogContrast = {
    mean: Math.log1p(percent / 100),
    standardError: errorPercent / 100,
    degreesOfFreedom: degreesOfFreedomOf(blockCount),
    blockCount,
  };
  return { median: contrast, mean: { ...contrast }, better: 'higher' };
}
const [early, late] = [
  (percent: number, error = 0.3) => member(percent, error, 10),
  (percent: number, error = 0.2) => member(percent, error, 20),
];

test.each([
  [1, null],
  [7, null],
  [8, 4],
  [9, 4],
  [40, 20],
])('%i blocks: first look after %j', (blocks, after) => expect(firstLookAfter(blocks)).toBe(after));

describe('two looks', () => {
  const check = (what: string, first: FamilyMember, second: FamilyMember, expected: string | null): void =>
    test(what, () =>
      expect(decideInLooks([{ first, second }], RULES, 20)[0]?.verdict ?? null).toBe(expected),
    );

  check('same in both', early(0), late(0), 'same');
  check('found at once, and not measured again', early(-9), null, 'slower');
  check('equal at once, and not measured again', early(0), null, 'same');
  check('found by all the blocks only', early(-4), late(-4.5), 'slower');
  check('found at first, less sure with all: it stands', early(-9), late(-3.5), 'slower');
  check('equal at first, slower with all', early(0), late(-9), 'slower');
  check('slower at first, equal with all', early(-9), late(0), 'same');
  check('open in both', early(-3), late(-3), 'unsure');
  check('nothing at first', null, late(-9), 'slower');
  check('nothing at all', null, null, null);
});

test('each look is stricter than a single one would be', () => {
  const verdictOf = (familyAlpha: number, sameAlpha: number): string | undefined =>
    decideFirstLook([early(-4.2, 0.4)], { ...RULES, familyAlpha, sameAlpha })[0]?.verdict;
  expect([verdictOf(0.05, 0.25), verdictOf(0.01, 0.05)]).toEqual(['slower', 'unsure']);
});

test('one that was settled at first still counts beside the others', () => {
  const borderline = { first: early(-4), second: late(-3.75, 0.2) };
  const settled = { first: early(0), second: null };
  const alone = decideInLooks([borderline], RULES, 20)[0]!;
  const beside = decideInLooks([borderline, ...Array.from({ length: 19 }, () => settled)], RULES, 20)[0]!;
  expect(beside.detectable).toBeGreaterThan(alone.detectable);
});

test('what the first look alone found says so', () => {
  const decisionOf = (second: FamilyMember) => decideInLooks([{ first: early(-9), second }], RULES, 20)[0];
  expect(decisionOf(late(-3.2))).toMatchObject({ verdict: 'slower', isOnlyEarly: true });
  expect(decisionOf(late(-9))?.isOnlyEarly).toBeUndefined();
});

test('a guard that was settled at first is foretold with every block, for none of its blocks is left out', () => {
  const guardOf = (blockCount: number, error: number): FamilyMember => {
    const contrast = { ...member(0, error, blockCount).median, degreesOfFreedom: blockCount - 1 };
    return { median: contrast, mean: contrast, better: 'lower' };
  };
  const detectableOf = (second: FamilyMember): number =>
    decideInLooks([{ first: guardOf(10, 0.4), second }], RULES, 20)[0]!.detectable;
  expect(detectableOf(null)).toBeCloseTo(detectableOf(guardOf(20, 0.4 / Math.SQRT2)), 12);
});

test('what would have been found of one that was settled at first is what all blocks would have found', () => {
  const [early] = decideInLooks([{ first: member(0, 0.4, 10), second: null }], RULES, 20);
  const [whole] = decideInLooks(
    [{ first: member(0, 0.4, 10), second: member(0, 0.4 / Math.SQRT2, 20) }],
    RULES,
    20,
  );
  expect(early?.detectable).toBeCloseTo(whole!.detectable, 12);
});

import { describe, expect, test } from 'vitest';
import type { LogContrast } from './contrast.ts';
import { decideFamily, type FamilyMember } from './family.ts';
import { tQuantile } from './student-t.ts';

const RULES = { marginRatio: 0.03, familyAlpha: 0.01, sameAlpha: 0.05 };
const contrast = (percent: number, errorPercent = 0.3): LogContrast => ({
  mean: Math.log1p(percent / 100),
  standardError: errorPercent / 100,
  degreesOfFreedom: 19,
  blockCount: 20,
});
const member = (median: number, mean = median, error = 0.3): FamilyMember => ({
  median: contrast(median, error),
  mean: contrast(mean, error),
  better: 'higher',
});
const still = member(0);

describe('many cells under one error rate', () => {
  const check = (
    what: string,
    members: readonly FamilyMember[],
    expected: readonly (string | null)[],
  ): void =>
    test(what, () =>
      expect(decideFamily(members, RULES).map((decision) => decision?.verdict ?? null)).toEqual(expected),
    );

  check('none', [], []);
  check('the same, slower, faster', [still, member(-8), member(8)], ['same', 'slower', 'faster']);
  check('a change within the margin', [member(-2, -2, 0.2)], ['same']);
  check('a change on the margin', [member(-3)], ['unsure']);
  check('one without a contrast counts, and has no verdict', [null, member(-8)], [null, 'slower']);
  check('the means alone', [member(-1, -9)], ['slower']);
  check('medians and means that contradict each other', [member(-9, 9)], ['unsure']);
  const lower: FamilyMember = { ...member(8)!, better: 'lower' };
  check('where less is better', [lower], ['slower']);
});

test('what passes alone does not pass among many, and says so', () => {
  const borderline = member(-4);
  const [alone] = decideFamily([borderline], { ...RULES, familyAlpha: 0.05 });
  expect(alone).toMatchObject({ verdict: 'slower' });
  const [among] = decideFamily([borderline, ...Array.from({ length: 19 }, () => still)], RULES);
  expect(among).toMatchObject({ verdict: 'unsure', decidedBy: null, isBeyondAlone: true });
  expect(among?.moreBlocks).toBeGreaterThan(0);
});

test('one clear change lowers the bar for the next, step by step', () => {
  const borderline = member(-4);
  const first = (members: readonly FamilyMember[]): string | undefined =>
    decideFamily(members, RULES)[0]?.verdict;
  const twenty = Array.from({ length: 19 }, () => still);
  const changed = Array.from({ length: 19 }, () => member(-20));
  expect([first([borderline, ...twenty]), first([borderline, ...changed])]).toEqual(['unsure', 'slower']);
});

test('a metric that weighs less has to be surer, and one with a margin of its own farther off', () => {
  const borderline = member(-4);
  const first = (one: FamilyMember): string | undefined =>
    decideFamily([one, { ...still!, weight: 1 }], RULES)[0]?.verdict;
  expect(first(borderline)).toBe('slower');
  expect(first({ ...borderline!, weight: 0.05 })).toBe('unsure');
  expect(first({ ...member(-20)!, weight: 0.05 })).toBe('slower');
  expect(first({ ...member(-20)!, marginRatio: 0.5 })).toBe('same');
  expect(first({ ...member(-40)!, marginRatio: 0.5 })).toBe('slower');
});

describe('one cell is judged by its p value against the whole error rate', () => {
  // Half of the way between what a two-sided interval and what an interval null ask for at 1 %, of which medians have .8: t(19) 2.861 and 2.539 at 1 %.
  const check = (name: string, errors: number, expected: string): void =>
    test(name, () => {
      const at = { ...contrast(0), mean: Math.log1p(RULES.marginRatio) + errors * 0.003 };
      expect(decideFamily([{ median: at, mean: contrast(0, 3), better: 'higher' }], RULES)[0]?.verdict).toBe(
        expected,
      );
    });
  const [oneSided, twoSided] = [tQuantile(1 - 0.008, 19), tQuantile(1 - 0.004, 19)];

  check('just short of it', oneSided - 0.01, 'unsure');
  check('just beyond it', oneSided + 0.01, 'faster');
  check(
    'where a two-sided interval would not lie beyond the margin yet',
    (oneSided + twoSided) / 2,
    'faster',
  );
});

test('what the gate finds and no interval bears out says which estimate found it', () => {
  const at = { ...contrast(0), mean: Math.log1p(RULES.marginRatio) + 2 * 0.003 };
  const [found] = decideFamily([{ median: at, mean: contrast(0, 3), better: 'higher' }], {
    ...RULES,
    familyAlpha: 0.05,
  });
  expect(found).toMatchObject({ verdict: 'faster', decidedBy: 'median', isBeyondAlone: false });
});

test('how many more blocks `same` takes does not hang on the other cells', () => {
  const open = member(0, 0, 2);
  const moreAmong = (count: number): number | null =>
    decideFamily([open, ...Array.from({ length: count }, () => still)], RULES)[0]!.moreBlocks;
  expect(moreAmong(0)).toBeGreaterThan(0);
  expect(moreAmong(19)).toBe(moreAmong(0));
});

test('the smallest change that would be found grows with the number of cells', () => {
  const detectable = (count: number): number =>
    decideFamily(
      Array.from({ length: count }, () => still),
      RULES,
    )[0]!.detectable;
  expect(detectable(1)).toBeGreaterThan(1.03);
  expect(detectable(20)).toBeGreaterThan(detectable(1));
});

import { describe, expect, test } from 'vitest';
import { allotBlockMs, allowsRepeat, estimateLeftMs, leavesRoomFor, type PaceInput } from './pace.ts';

/** Ten seconds into a run of 60, ten blocks of nominally 3 s left. */
function pace(overrides: Partial<PaceInput>): PaceInput {
  return {
    nowMs: 11_000,
    startedMs: 1_000,
    budgetMs: 60_000,
    nominalBlockMs: 3_000,
    blocksLeft: 10,
    isFirstCondition: false,
    meanBlockMs: null,
    ownBlockMs: null,
    ...overrides,
  };
}

describe('allotBlockMs', () => {
  const check = (overrides: Partial<PaceInput>, expected: number | null): void =>
    test(JSON.stringify(overrides), () => expect(allotBlockMs(pace(overrides))).toBe(expected));

  check({ budgetMs: null }, 3_000);
  check({ budgetMs: null, meanBlockMs: 9_000 }, 3_000);
  check({}, 4_850);
  check({ blocksLeft: 5 }, 9_000);
  check({ isFirstCondition: true }, 3_000);
  check({ blocksLeft: 1 }, 9_000);
  check({ blocksLeft: 0 }, 9_000);
  check({ meanBlockMs: 20_000 }, 4_850);
  check({ nowMs: 58_000, blocksLeft: 1, meanBlockMs: 3_000 }, 1_500);
  check({ nowMs: 59_500, blocksLeft: 1, meanBlockMs: 3_000 }, 0);
  check({ nowMs: 59_600, blocksLeft: 1, meanBlockMs: 3_000 }, null);
  check({ nowMs: 59_600, blocksLeft: 1, meanBlockMs: 2_000 }, 0);
  check({ nowMs: 90_000, meanBlockMs: 3_000 }, null);
  check({ nowMs: 58_000, blocksLeft: 1, meanBlockMs: 3_000, ownBlockMs: 9_000 }, null);
  check({ nowMs: 59_600, blocksLeft: 1, meanBlockMs: 3_000, ownBlockMs: 1_000 }, 0);
  check({ isFirstCondition: true }, 3_000);
  check({ isFirstCondition: true, blocksLeft: 40 }, 48_500 / 40);
  check({ shareRatio: 1.2 }, 1.2 * 4_850);
  check({ shareRatio: 0.8, blocksLeft: 1 }, 0.8 * 9_000);
  check({ shareRatio: 1.2, blocksLeft: 2, sharesLeft: 2, nominalBlockMs: 60_000 }, 0.6 * 48_500);
  check({ shareRatio: 0.8, blocksLeft: 1, sharesLeft: 0.8, nominalBlockMs: 60_000 }, 48_500);
  // A light block after heavy ones, with just its own time left.
  check({ shareRatio: 0.8, blocksLeft: 1, sharesLeft: 0.8, nowMs: 57_500, ownBlockMs: 6_000 }, 2_000);
  check({ shareRatio: 1.2, blocksLeft: 1, sharesLeft: 1.2, nowMs: 57_500, ownBlockMs: 6_000 }, null);
  check({ shareRatio: 1.2, budgetMs: null }, 3_600);
});

describe('allowsRepeat', () => {
  const check = (overrides: Partial<PaceInput>, expected: boolean): void =>
    test(JSON.stringify(overrides), () => expect(allowsRepeat(pace(overrides))).toBe(expected));

  check({ budgetMs: null, blocksLeft: 1_000 }, true);
  check({ blocksLeft: 10 }, true);
  check({ blocksLeft: 21 }, true);
  check({ blocksLeft: 22 }, false);
  check({ blocksLeft: 10, meanBlockMs: 30_000 }, false);
  check({ blocksLeft: 0, nowMs: 56_000 }, true);
  check({ blocksLeft: 0, nowMs: 57_000 }, false);
});

describe('leavesRoomFor', () => {
  const check = (firstBlockCount: number, overrides: Partial<PaceInput>, expected: boolean): void =>
    test(`${firstBlockCount} first blocks, ${JSON.stringify(overrides)}`, () =>
      expect(leavesRoomFor(firstBlockCount, pace(overrides))).toBe(expected));

  check(0, { nowMs: 90_000 }, true);
  check(100, { budgetMs: null }, true);
  check(3, {}, true);
  check(3, { meanBlockMs: 12_000 }, true);
  check(3, { meanBlockMs: 13_000 }, false);
  check(16, {}, true);
  check(17, {}, false);
});

describe('estimateLeftMs', () => {
  const check = (overrides: Partial<PaceInput>, expected: number): void =>
    test(JSON.stringify(overrides), () => expect(estimateLeftMs(pace(overrides))).toBe(expected));

  check({ budgetMs: null }, 30_000);
  check({ budgetMs: null, meanBlockMs: 4_000 }, 40_000);
  check({ budgetMs: null, blocksLeft: 0 }, 0);
  check({}, 45_000);
  check({ meanBlockMs: 8_000 }, 50_000);
  check({ nowMs: 70_000 }, 0);
});

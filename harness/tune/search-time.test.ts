import { expect, test } from 'vitest';
import { hasTimeForBlock } from './search-time.ts';

test.each<[what: string, blockCount: number, spentMs: number, settingCount: number | null, has: boolean]>([
  ['three fresh blocks are kept time for', 9, 40_000, 1, true],
  ['and one more for the block itself', 9, 42_000, 1, false],
  ['a second group of settings takes three more', 7, 30_000, 2, false],
  ['nothing to recommend needs no fresh blocks', 12, 54_000, null, true],
  ['but the block itself its time', 13, 55_000, null, false],
  ['fewer than four say nothing, whatever the budget', 3, 70_000, 1, true],
])('%s', (_what, blockCount, spentMs, settingCount, has) => {
  const time = { budgetMs: 60_000, blockMs: 4_500, blockCount, spentMs, settingCount };
  expect(hasTimeForBlock(time)).toBe(has);
});

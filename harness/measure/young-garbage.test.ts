import { getHeapSpaceStatistics } from 'node:v8';
import { expect, test } from 'vitest';
import { collectGarbage } from './collect-garbage.ts';
import { leaveYoungGarbage } from './young-garbage.ts';

const newSpace = () => getHeapSpaceStatistics().find((space) => space.space_name === 'new_space')!;

test.each([0, 0.25, 0.5, 0.9])('%f of what a new space takes before it is collected', (share) => {
  collectGarbage();
  const before = newSpace();
  leaveYoungGarbage(share);
  const filled = newSpace().space_used_size - before.space_used_size;
  expect(filled / (before.space_size / 2)).toBeGreaterThan(share - 0.15);
  expect(filled / (before.space_size / 2)).toBeLessThan(share + 0.1);
});

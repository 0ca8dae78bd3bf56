import { expect, test } from 'vitest';
import { roundSchema } from '../result/schema.ts';
import { withNumbersOnly } from './numbers-only.ts';
import { toRound } from './round-value.ts';
import { sampleTaken } from './sample-taken.ts';

test('a sound round is left as it is', () => {
  const taken = sampleTaken();
  const round = toRound(taken);
  expect(withNumbersOnly(round, taken)).toBe(round);
});

test.each([
  ['startUpMs', Number.NaN],
  ['cpuMsPerTask', Number.POSITIVE_INFINITY],
])('%s = %d fails the round by name, without a figure', (field, value) => {
  const taken = sampleTaken();
  const round = withNumbersOnly({ ...toRound(taken), [field]: value }, taken);
  expect(round).toMatchObject({ status: 'failed', slices: [], meanThroughputPerSec: null });
  expect(round.error?.message).toContain(field);
  expect(roundSchema.safeParse(round).success).toBe(true);
});

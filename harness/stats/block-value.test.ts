import { describe, expect, test } from 'vitest';
import { type BlockValue, blockValue } from './block-value.ts';

describe('blockValue', () => {
  /** Each slice is [cpu, windowMs, credit]. */
  const check = (
    name: string,
    slices: [number | null, number, number][],
    expected: [median: number, mean: number] | null,
  ): void =>
    test(name, () => {
      const got = blockValue(slices.map(([cpu, windowMs, credit]) => ({ cpu, windowMs, credit })));
      const wanted: BlockValue | null = expected && {
        medianThroughputPerSec: expect.closeTo(expected[0], 9),
        meanThroughputPerSec: expect.closeTo(expected[1], 9),
      };
      expect(got).toEqual(wanted);
    });

  check('no slices, no value', [], null);
  check('one slice', [[null, 50, 10]], [200, 200]);
  check(
    'windows of different length weigh in the mean, not in the median',
    [
      [null, 50, 10],
      [null, 100, 10],
      [null, 100, 10],
    ],
    [100, 120],
  );
  check(
    'a pause in one slice of five moves the mean alone',
    [
      [null, 100, 10],
      [null, 100, 10],
      [null, 100, 0],
      [null, 100, 10],
      [null, 100, 10],
    ],
    [100, 80],
  );
  check(
    'two CPUs count alike, however the slices fell',
    [
      [0, 100, 10],
      [0, 100, 10],
      [0, 100, 10],
      [1, 100, 20],
    ],
    [150, 125],
  );
  check(
    'CPU 0 is not the same as not pinned',
    [
      [0, 100, 10],
      [null, 100, 20],
      [null, 100, 20],
    ],
    [150, 500 / 3],
  );
  check('nothing done is 0, not null', [[1, 100, 0]], [0, 0]);

  test('a window of no length is refused', () => {
    expect(() => blockValue([{ cpu: null, windowMs: 0, credit: 1 }])).toThrow(RangeError);
  });
});

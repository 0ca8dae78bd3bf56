import { describe, expect, test } from 'vitest';
import { meanInterval } from './mean-interval.ts';

describe('meanInterval', () => {
  const check = (values: number[], confidence: number, expected: [number, number, number] | null): void =>
    test(`[${values}] at ${confidence}`, () => {
      const got = meanInterval(values, confidence);
      expect(got === null ? null : [got.value, got.low, got.high]).toEqual(
        expected?.map((value) => expect.closeTo(value, 6)) ?? null,
      );
    });

  check([], 0.95, null);
  check([5], 0.95, null);
  check([1, 2, 3], 0.95, [2, -0.484138, 4.484138]); // 2 ± 4.302653 / √3
  check([1, 2, 3], 0.99, [2, -3.730111, 7.730111]); // 2 ± 9.924843 / √3
  check([10, 12, 11, 13, 14], 0.95, [12, 10.036757, 13.963243]); // R: t.test
  check([7, 7], 0.95, [7, 7, 7]);
  check([7, Number.NaN], 0.95, null);

  test('95 % is the default; a confidence that is none is refused', () => {
    expect(meanInterval([1, 2, 3])).toEqual(meanInterval([1, 2, 3], 0.95));
    for (const bad of [-0.5, 0, 1]) expect(() => meanInterval([1, 2], bad)).toThrow(RangeError);
  });
});

import { describe, expect, test } from 'vitest';
import { littleRatio } from './littles-law.ts';

describe('littleRatio', () => {
  const check = (
    throughputPerSec: number,
    latencyMsMean: number,
    outstanding: number,
    expected: number,
  ): void =>
    test(`${throughputPerSec}/s, ${latencyMsMean} ms, ${outstanding} outstanding`, () =>
      expect(littleRatio(throughputPerSec, latencyMsMean, outstanding)).toBeCloseTo(expected, 12));

  check(1000, 8, 8, 1);
  check(100, 10, 1, 1);
  check(6400, 10, 64, 1);
  check(500, 8, 8, 0.5); // half of the tasks were lost, or credited elsewhere
  check(0, 8, 8, 0);
});

test('nothing outstanding is refused', () => {
  for (const bad of [0, -1, Number.NaN]) expect(() => littleRatio(1, 1, bad)).toThrow(RangeError);
});

import { describe, expect, test } from 'vitest';
import { createRandom } from '../harness/stats/random.ts';
import { assertShare, spreadEvenly } from './even-spread.ts';

describe.each([1, 3, 8, 40, 80, 100])('%i places', (count) => {
  const places = spreadEvenly(count, createRandom(3));

  test('are each there once', () => {
    expect(places.toSorted((one, other) => one - other)).toEqual(
      Array.from({ length: count }, (_, rank) => (rank + 0.5) / count),
    );
  });

  test('hold any share in any stretch to within three of what it should have', () => {
    for (const share of [0.1, 0.2, 0.3, 0.5, 0.9]) {
      /** How many of the first tasks lie below the share, minus what they should be. */
      const excess = [0];
      for (let index = 0; index < 3 * count; index++)
        excess.push(excess[index]! + Number(places[index % count]! < share) - share);
      // Of any stretch it is the difference of two of them.
      expect(Math.max(...excess) - Math.min(...excess), `${share}`).toBeLessThan(3);
    }
  });
});

test.each([
  [0, 40],
  [0.1, 40],
  [0.3, 40],
  [0.2, 80],
  [1, 80],
])('the share %d is one of %i inputs', (share, count) =>
  expect(() => assertShare('s', share, count)).not.toThrow(),
);

test.each([0.07, -0.1, 1.5, Number.NaN])('the share %d is none of 40 inputs', (share) =>
  expect(() => assertShare('slowShare', share, 40)).toThrow(
    /slowShare is .* 0\.025, 0\.05, … 1: .* 40 inputs/,
  ),
);

import { expect, test } from 'vitest';
import { aroundPlaces, placeOf } from './breakeven-sizes.ts';

const seen = (...pairs: [number, number][]) => pairs.map(([sizeMs, ratio]) => ({ sizeMs, ratio }));

test.each([
  ['between two sizes', seen([0.03, 0.25], [0.3, 1], [3, 1.9]), 0.3],
  ['half way over logarithms', seen([0.1, 0.5], [10, 2]), 1],
  ['in any order', seen([10, 2], [0.1, 0.5]), 1],
  ['everywhere', seen([0.03, 1.1], [3, 1.9]), 0.01],
  ['nowhere', seen([0.03, 0.1], [3, 0.9]), 9],
  ['one figure', seen([0.03, 0.1], [3, Number.NaN]), null],
  ['none', [], null],
])('the place of a curve that passes 1 %s', (_what, curve, expected) => {
  const place = placeOf(curve);
  if (expected === null) expect(place).toBeNull();
  else expect(place).toBeCloseTo(expected, 6);
});

test.each([
  [[0.3], [0.1, 0.21, 0.43, 0.9]],
  [
    [0.3, 0.6],
    [0.1, 0.26, 0.69, 1.8],
  ],
  [[0.01], [0.01, 0.014, 0.021, 0.03]],
  [[500], [100, 140, 210, 300]],
  [
    [0.1, 5, 9],
    [0.05, 0.1, 0.2, 2.5, 6.7, 18],
  ],
  [[], [0.033, 0.15, 0.67, 3]],
])('sizes around %j', (places, expected) => {
  expect(aroundPlaces(places)).toEqual(expected);
});

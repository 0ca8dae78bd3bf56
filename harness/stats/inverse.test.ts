import { expect, test } from 'vitest';
import { invert } from './inverse.ts';

test('a matrix times its inverse is the identity', () => {
  const matrix = [
    [4, 1, 0],
    [1, 3, -1],
    [0, -1, 2],
  ];
  const inverse = invert(matrix)!;
  const product = matrix.map((row) =>
    [0, 1, 2].map((column) => row.reduce((sum, value, at) => sum + value * inverse[at]![column]!, 0)),
  );
  for (const [row, values] of product.entries()) {
    for (const [column, value] of values.entries()) expect(value).toBeCloseTo(row === column ? 1 : 0, 12);
  }
});

test('a matrix without an inverse has none, and one that needs its rows exchanged has one', () => {
  expect(
    invert([
      [1, 2],
      [2, 4],
    ]),
  ).toBeNull();
  expect(
    invert([
      [0, 1],
      [1, 0],
    ]),
  ).toEqual([
    [0, 1],
    [1, 0],
  ]);
  expect(invert([])).toEqual([]);
});

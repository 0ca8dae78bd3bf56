import { describe, expect, test } from 'vitest';
import { createRandom } from './random.ts';
import { leastSquaresSlope, type Point } from './slope.ts';

describe('leastSquaresSlope', () => {
  const check = (what: string, points: readonly Point[], expected: number | null): void =>
    test(what, () => {
      const slope = leastSquaresSlope(points);
      if (expected === null) expect(slope).toBeNull();
      else expect(slope).toBeCloseTo(expected, 12);
    });

  const line = [0, 10, 25, 70].map((x): Point => [x, 3 + 2.5 * x]);
  check('nothing', [], null);
  check('one point', [[1, 2]], null);
  check('two at one place', [[1, 2], [1, 5]], null); // biome-ignore format: a table
  check('a line', line, 2.5);
  check('the same, far away', line.map(([x, y]): Point => [x + 1e6, y - 1e6]), 2.5); // biome-ignore format: a table
  check('what stays', [[0, 7], [5, 7], [9, 7]], 0); // biome-ignore format: a table
  check('what falls', [[0, 7], [10, 2]], -0.5); // biome-ignore format: a table
});

test('of a saw of collections it is the true one, nearer than first and last are', () => {
  const random = createRandom(11);
  const truth = 2_000;
  const errors = Array.from({ length: 400 }, () => {
    const points = Array.from(
      { length: 12 },
      (_, turn): Point => [turn * 100, truth * turn * 100 + 1e6 * random.next()],
    );
    const [first, last] = [points[0]!, points.at(-1)!];
    return {
      own: leastSquaresSlope(points)! - truth,
      ends: (last[1] - first[1]) / (last[0] - first[0]) - truth,
    };
  });
  const scatter = (pick: (one: (typeof errors)[number]) => number): number =>
    Math.sqrt(errors.reduce((sum, one) => sum + pick(one) ** 2, 0) / errors.length);
  const mean = errors.reduce((sum, { own }) => sum + own, 0) / errors.length;
  expect(Math.abs(mean)).toBeLessThan((4 * scatter(({ own }) => own)) / Math.sqrt(errors.length));
  expect(scatter(({ own }) => own)).toBeLessThan(0.8 * scatter(({ ends }) => ends));
});

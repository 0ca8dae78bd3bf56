import { expect, test } from 'vitest';
import { inWaves, toWaves } from './in-waves.ts';

function check(weights: readonly number[], capacity: number, expected: readonly (readonly number[])[]): void {
  test(`${weights.join(', ')} with room for ${capacity}`, () => {
    expect(toWaves(weights, capacity, (weight) => weight)).toEqual(expected);
  });
}

check([], 2, []);
check([1, 1, 1], 1, [[1], [1], [1]]);
check([1, 1, 1], 2, [[1, 1], [1]]);
check([1, 1, 1], 8, [[1, 1, 1]]);
check([2, 1, 1, 2], 2, [[2], [1, 1], [2]]);
check([5, 1], 2, [[5], [1]]); // more than there is room for, and yet
check([1, 1], 1.5, [[1], [1]]); // a quota of one and a half cores

test('a wave begins when all of the one before have ended', async () => {
  const log: string[] = [];
  await inWaves([['a', 'b'], ['c']], async (name) => {
    log.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, name === 'a' ? 20 : 1));
    log.push(`${name} ends`);
  });
  expect(log).toEqual(['a begins', 'b begins', 'b ends', 'a ends', 'c begins', 'c ends']);
});

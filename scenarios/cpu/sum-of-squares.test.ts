import { expect, test } from 'vitest';
import scenario from './sum-of-squares.ts';

const sum = (first: number, n: number): number => Number(scenario.run({ first, n }, undefined));

/** Faulhaber's formula for the squares below n. */
const exactSum = (n: bigint): bigint => ((n - 1n) * n * (2n * n - 1n)) / 6n;

test('a sum below 2⁵³ is exact', () => {
  expect(sum(0, 1000)).toBe(Number(exactSum(1000n)));
  expect(sum(10, 3)).toBe(100 + 121 + 144);
});

test.each([1_000_000, 2_000_000, 3_000_000])('the sum for %i is the rounded exact one', (n) => {
  const bound = n * 2 ** -53; // Higham 2002, §4.2: the relative error of summing n positive numbers in order.
  expect(Math.abs(sum(0, n) / Number(exactSum(BigInt(n))) - 1)).toBeLessThan(bound);
});

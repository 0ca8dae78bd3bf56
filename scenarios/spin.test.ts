import { expect, test } from 'vitest';
import { spin } from './spin.ts';

/** The same hash in exact arithmetic. */
function exactSpin(seed: bigint, iterations: bigint): bigint {
  let state = BigInt.asUintN(32, seed);
  for (let index = 0n; index < iterations; index++) {
    state = BigInt.asUintN(32, (state ^ (state >> 15n)) * 0x2c1b3c6dn + index);
  }
  return BigInt.asIntN(32, state);
}

test.each([
  [0, 0],
  [7, 0],
  [-1, 1],
  [0x7fff_ffff, 2],
  [-0x8000_0000, 3],
  [123_456_789, 1_000],
  [1, 50_000],
])('seed %i, %i iterations: as in exact arithmetic', (seed, iterations) => {
  expect(spin(seed, iterations)).toBe(Number(exactSpin(BigInt(seed), BigInt(iterations))));
});

test('other seeds end in other states, other counts too', () => {
  const seeds = Array.from({ length: 1_000 }, (_, seed) => spin(seed, 100));
  const counts = Array.from({ length: 1_000 }, (_, iterations) => spin(1, iterations));
  expect(new Set(seeds).size).toBe(1_000);
  expect(new Set(counts).size).toBeGreaterThan(990);
});

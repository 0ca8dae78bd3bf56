/** The loop that makes a task as long as it is asked to be. */

/**
 * `iterations` steps of an integer hash that begins with `seed` (a whole number of 32 bits, as is what it gives: the last
 * state). Every step needs the one before it, so that neither compiler nor CPU can shorten the chain; nothing is
 * allocated. Every step is a bijection (xorshift, odd factor, sum), so that other seeds end in other states. Pure, and
 * the same everywhere.
 *
 * Why nothing stands beside the loop, not even `>>> 0`: V8 compiles a long loop while it runs, before it has seen what comes
 * after it. What then comes throws the code away at the end of every task, and of Node 20's threads some never get rid of
 * that code: four times slower for good.
 */
export function spin(seed: number, iterations: number): number {
  let state = seed;
  for (let index = 0; index < iterations; index++) {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + index) | 0;
  }
  return state;
}

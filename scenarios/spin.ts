/** The loop that makes a task as long as it is asked to be. */

/** Some 15 µs: the loop is called often, so that V8 optimises it as a whole, and early. */
const STRETCH = 10_000;

/**
 * Goes on from a state. A function of its own: a loop of a million steps is compiled while it runs in one of its first calls, before
 * V8 has seen what comes after it, and of one process or thread in ten the code that stays is three or four times slower for good.
 *
 * Why `| 0`: V8 inlines the loop where it is called, and what an async function has kept over an await is of no known kind there; the state
 * would be packed and unpacked as such in every step, a third slower than the same loop in a plain function.
 */
function steps(given: number, from: number, to: number): number {
  let state = given | 0;
  for (let index = from; index < to; index++) {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + index) | 0;
  }
  return state;
}

/**
 * `iterations` steps of an integer hash that begins with `seed` (a whole number of 32 bits, as is what it gives: the last
 * state). Every step needs the one before it, so that neither compiler nor CPU can shorten the chain; nothing is
 * allocated. Every step is a bijection (xorshift, odd factor, sum), so that other seeds end in other states. Pure, and
 * the same everywhere.
 */
export function spin(seed: number, iterations: number): number {
  let state = seed;
  for (let from = 0; from < iterations; from += STRETCH) {
    state = steps(state, from, Math.min(iterations, from + STRETCH));
  }
  return state;
}

/** The loop that makes a task as long as it is asked to be. */

/** Some 8 µs: the function is called often, so that V8 optimises it as a whole. */
const STRETCH = 4_096;

/**
 * The steps from one index to another. A function of its own: one long loop is optimised while it runs, and where that goes
 * wrong in a thread (what follows the loop was never seen) it stays slow there for good, by a factor of four.
 */
function spinStretch(given: number, from: number, to: number): number {
  let state = given;
  for (let index = from; index < to; index++) {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + index) | 0;
  }
  return state;
}

/**
 * `iterations` steps of an integer hash that begins with `seed`; gives its last state, a whole number below 2³². Every
 * step needs the one before it, so that neither compiler nor CPU can shorten the chain; nothing is allocated. Every step
 * is a bijection (xorshift, odd factor, sum), so that other seeds end in other states. Pure, and the same everywhere.
 */
export function spin(seed: number, iterations: number): number {
  let state = seed | 0;
  for (let from = 0; from < iterations; from += STRETCH) {
    state = spinStretch(state, from, Math.min(iterations, from + STRETCH));
  }
  return state >>> 0;
}

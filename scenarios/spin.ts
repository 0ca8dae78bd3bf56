/** The loop that makes a task as long as it is asked to be. */

/**
 * `iterations` steps of an integer hash that begins with `seed`; gives its last state, a whole number below 2³². Every
 * step needs the one before it, so that neither compiler nor CPU can shorten the chain; nothing is allocated. Every step
 * is a bijection (xorshift, odd factor, sum), so that other seeds end in other states. Pure, and the same everywhere.
 */
export function spin(seed: number, iterations: number): number {
  let state = seed | 0;
  for (let index = 0; index < iterations; index++) {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + index) | 0;
  }
  return state >>> 0;
}

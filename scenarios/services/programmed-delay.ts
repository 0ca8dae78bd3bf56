/** How long the delay server takes and whether it errs, by what it was asked for: the same for everyone who asks the same. Pure. */

/** Of one attempt at one document; see {@link delayOf} and {@link fails}. */
export interface DelayProgram {
  readonly id: number;
  /** From 1 on. */
  readonly attempt: number;
  readonly delayMs: number;
  readonly jitterMs: number;
  readonly tail: number;
  readonly failRate: number;
}

/** What nobody waits longer than, however heavy the tail. */
export const mostDelayMs = 60_000;

/** Each draw has a stream of its own, so that a slow answer is not also one that fails. */
const STREAMS = { failure: 0, jitter: 0x5bd1_e995, tail: 0x27d4_eb2f } as const;

/** In [0, 1), spread evenly over documents and attempts (the finaliser of murmur3's kind, Ellis and Mueller 2018). */
function drawOf({ id, attempt }: Pick<DelayProgram, 'id' | 'attempt'>, stream: keyof typeof STREAMS): number {
  let state = Math.imul(id + 1, 0x9e37_79b1) ^ Math.imul(attempt, 0x85eb_ca6b) ^ STREAMS[stream];
  state = Math.imul(state ^ (state >>> 15), 0x2c1b_3c6d);
  state = Math.imul(state ^ (state >>> 12), 0x297a_2d39);
  return ((state ^ (state >>> 15)) >>> 0) / 2 ** 32;
}

/** Whether this attempt fails: always the same ones, so that who asks for them does the same work. */
export function fails(program: Pick<DelayProgram, 'id' | 'attempt' | 'failRate'>): boolean {
  return drawOf(program, 'failure') < program.failRate;
}

/** How many attempts at a document fail before one does not, `most` where none of so many succeeds. */
export function failuresOf(id: number, failRate: number, most: number): number {
  for (let attempt = 1; attempt <= most; attempt++) if (!fails({ id, attempt, failRate })) return attempt - 1;
  return most;
}

/**
 * `delayMs` at the least; evenly up to `jitterMs` on top. With a `tail` a > 0 the delay is Pareto's: a share x^−a of the answers take
 * more than x × `delayMs` (Pareto 1896), so that with a = 1.5 half are answered within 1.6 times the shortest, and one in a hundred
 * takes 22 times as long.
 */
export function delayOf(program: DelayProgram): number {
  const { delayMs, jitterMs, tail } = program;
  const stretch = tail > 0 ? (1 - drawOf(program, 'tail')) ** (-1 / tail) : 1;
  const jitter = jitterMs > 0 ? jitterMs * drawOf(program, 'jitter') : 0;
  return Math.min(mostDelayMs, delayMs * stretch + jitter);
}

/** The rule that makes cells comparable: for equal inputs, all of a condition give equal outputs, in every block. Pure. */
import { CrossoverError } from '../errors.ts';

/** What a round did with the inputs that it was opened with. */
export interface Work {
  readonly label: string;
  /** Of the outputs, in hexadecimal digits; undefined where it did not get so far. */
  readonly digest: string | undefined;
  /** Which of two versions, where that is what its cell is. */
  readonly side?: 'base' | 'head' | 'control' | undefined;
}

const DEPENDS_ON_MORE =
  'make run() depend on its input alone (no clock, no random numbers, no state kept between tasks), return data that survives cloning, or give a digest() that leaves out what may differ.';

const briefly = (digest: string | undefined): string | undefined => digest?.slice(0, 8);

/**
 * Throws CROSSOVER_UNMATCHED_WORK where a round gave other outputs than the blocks before (`earlierDigest`, null where there are none), or
 * than the reference of this block (undefined where nothing opened).
 */
export function assertMatchedWork(
  { label, digest, side }: Work,
  reference: Work | undefined,
  earlierDigest: string | null,
): void {
  if (earlierDigest !== null && digest !== undefined && digest !== earlierDigest) {
    throw new CrossoverError(
      'CROSSOVER_UNMATCHED_WORK',
      `${label} gave other outputs than in the blocks before for the same inputs (digest ${briefly(digest)} against ${briefly(earlierDigest)}).`,
      {
        remedy:
          'Something that it loads has changed meanwhile, or it keeps state where other processes find it (a file, a database): start a new run.',
      },
    );
  }
  if (reference === undefined || digest === reference.digest) return;
  throw new CrossoverError(
    'CROSSOVER_UNMATCHED_WORK',
    `${label} gave other outputs than ${reference.label} for the same inputs (digest ${briefly(digest)} against ${briefly(reference.digest)}).`,
    {
      remedy:
        side === 'head'
          ? `A version that does other work is held against nothing. If the change is meant, give both a digest() of what they still have to agree on (digest: () => 'checked elsewhere' switches this check off: both are timed whatever they return). If not, ${DEPENDS_ON_MORE}`
          : `${DEPENDS_ON_MORE[0]?.toUpperCase()}${DEPENDS_ON_MORE.slice(1)}`,
    },
  );
}

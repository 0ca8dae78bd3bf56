/** When tasks are offered in open loop: a schedule fixed before anything runs, whatever becomes of the tasks. Pure. */
import type { Random } from '../stats/random.ts';

/** `constant`: evenly spaced. `poisson`: each gap knows nothing of the last, as requests of many independent users. */
export const ARRIVAL_KINDS = ['constant', 'poisson'] as const;
export type ArrivalKind = (typeof ARRIVAL_KINDS)[number];

/** The schedule of one slice. All cells of a turn have the same seed, and so the same arrivals. */
export interface ArrivalPlan {
  readonly kind: ArrivalKind;
  readonly ratePerSec: number;
  readonly seed: number;
}

/**
 * The times of arrivals from 0 on, in milliseconds, ascending and without end. Constant ones begin half a gap in, so that as
 * many lie in a window of whole gaps wherever it begins. Poisson gaps are −ln(1 − u) ÷ rate (inverse transform; Devroye 1986, II.2).
 */
export function* arrivalsMs({ kind, ratePerSec }: ArrivalPlan, random: Random): Generator<number, never> {
  const gapMs = 1e3 / ratePerSec;
  let atMs = kind === 'constant' ? gapMs / 2 : -gapMs * Math.log(1 - random.next());
  for (;;) {
    yield atMs;
    atMs += kind === 'constant' ? gapMs : -gapMs * Math.log(1 - random.next());
  }
}

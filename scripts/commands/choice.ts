/** An option that takes one of a few words. */
import { unknownName } from '../../harness/config/unknown-name.ts';
import type { OptionValue } from '../command-line.ts';

/** The word that was given, or the first of `known`. Throws CROSSOVER_USAGE with the nearest for another. Pure. */
export function choiceOf<const Known extends readonly [string, ...string[]]>(
  given: OptionValue | undefined,
  known: Known,
  what: string,
): Known[number] {
  if (given === undefined) return known[0];
  const chosen = known.find((word) => word === given);
  if (chosen === undefined) throw unknownName(what, String(given), known);
  return chosen;
}

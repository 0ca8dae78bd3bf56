/** One wording for every name that is not known: what was wrong, what was meant, what there is. */
import { CrossoverError } from '../errors.ts';
import { nearest } from './nearest.ts';

/** Longer lists help nobody; `crossover list` prints them all. */
const MAX_KNOWN_NAMES = 20;

/**
 * `unknown model "worker-thread". Did you mean "worker-threads"? Known: …`, as the usage error to throw.
 * `what` is the kind of name, in the singular; `knownLabel` says whose names they are (`Known` by default). Pure.
 */
export function unknownName(
  what: string,
  word: string,
  known: readonly string[],
  knownLabel = 'Known',
): CrossoverError {
  const meant = nearest(word, known);
  const suggestion = meant === null ? '' : ` Did you mean "${meant}"?`;
  return new CrossoverError('CROSSOVER_USAGE', `unknown ${what} "${word}".${suggestion}`, {
    remedy: `${knownLabel}: ${listNames(known)}.`,
  });
}

function listNames(known: readonly string[]): string {
  if (known.length === 0) return 'none';
  const hiddenCount = known.length - MAX_KNOWN_NAMES;
  const shown = known.slice(0, MAX_KNOWN_NAMES).join(', ');
  return hiddenCount > 0 ? `${shown} and ${hiddenCount} more` : shown;
}

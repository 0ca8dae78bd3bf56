/**
 * `crossover ab`: what neither version has, or only one of them, is told before anything is checked out, installed and built: a slip of the
 * pen should not take a minute to come out.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { nearest } from '../../harness/config/nearest.ts';
import { selectScenarios } from '../../harness/config/select.ts';
import { CrossoverError } from '../../harness/errors.ts';
import { isFolder, type Place, SCENARIO_FILE } from './ab-places.ts';
import { findMissing, listInCommit } from './repository.ts';

/** Of these paths, those that a version surely does not have. */
async function lacking(place: Place, paths: readonly string[]): Promise<ReadonlySet<string>> {
  if (place.kind === 'commit') return findMissing(place, paths);
  if (place.kind === 'file') return new Set();
  return new Set(paths.filter((path) => !existsSync(join(place.folder, path))));
}

/**
 * `words` are those of `--scenario`. Throws CROSSOVER_SCENARIO_NOT_FOUND for a file that neither has, CROSSOVER_USAGE for an unknown built-in
 * id and where no word can be in both. What it lets pass may still fail: a pattern, or a file that is yet to be built.
 */
export async function refuseAbsent(
  words: readonly string[],
  base: Place,
  head: Place,
  builtInIds: readonly string[],
): Promise<void> {
  const paths = words.filter((word) => !builtInIds.includes(word) && !/[*?]/.test(word));
  const inBase = await lacking(base, paths);
  const inHead = await lacking(head, paths);
  const isNowhere = (path: string): boolean => inBase.has(path) && inHead.has(path);
  for (const word of words) {
    if (!SCENARIO_FILE.test(word)) selectScenarios([word], builtInIds, (path) => !isNowhere(path));
    else if (isNowhere(word))
      throw neitherHas(word, base.name, head.name, await nearestFile(word, [base, head]));
  }
  const cannotPair = (word: string): boolean => inBase.has(word) || inHead.has(word);
  if (words.every(cannotPair)) throw nothingInBoth(base.name, head.name);
}

/** A file of that folder with nearly that name, as a path like the word. */
async function nearestFile(word: string, places: readonly Place[]): Promise<string | null> {
  const folder = posix.dirname(word);
  const names = await Promise.all(
    places.map((place) => {
      if (place.kind === 'commit') return listInCommit(place, folder);
      const here = place.kind === 'folder' ? join(place.folder, folder) : '';
      return isFolder(here) ? readdirSync(here) : [];
    }),
  );
  const meant = nearest(
    posix.basename(word),
    new Set(names.flat().filter((name) => SCENARIO_FILE.test(name))),
  );
  return meant === null ? null : posix.join(folder, meant);
}

export function neitherHas(
  word: string,
  baseName: string,
  headName: string,
  meant: string | null,
): CrossoverError {
  const suggestion = meant === null ? '' : ` Did you mean "${meant}"?`;
  return new CrossoverError(
    'CROSSOVER_SCENARIO_NOT_FOUND',
    `${word} is neither in ${baseName} nor in ${headName}.${suggestion}`,
    { remedy: 'Paths are relative to the folder that you are in, in both versions.' },
  );
}

export function nothingInBoth(baseName: string, headName: string): CrossoverError {
  return new CrossoverError('CROSSOVER_USAGE', `${baseName} and ${headName} have no scenario in common.`, {
    remedy: 'Name with --scenario a file that lies at the same place in both.',
  });
}

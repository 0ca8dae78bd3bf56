/** `crossover ab`: what its words mean, before anything is checked out: a scenario file, a folder, or a commit of the repository here. */
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { nearest } from '../../harness/config/nearest.ts';
import { CrossoverError } from '../../harness/errors.ts';
import { type Commit, describeWorkingFolder, findCommit, listRefNames } from './repository.ts';

/** By its ending a word is a file of scenarios. */
export const SCENARIO_FILE = /\.([cm]?[jt]s|[jt]sx)$/;

/** Where one of the versions is; `name` is what people call it. */
export type Place =
  | { readonly kind: 'file'; readonly name: string }
  | { readonly kind: 'folder'; readonly name: string; readonly folder: string }
  | ({ readonly kind: 'commit' } & Commit);

export const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

/** Throws CROSSOVER_USAGE for a word that means nothing, or two things. */
export async function placeOf(word: string): Promise<Place> {
  if (SCENARIO_FILE.test(word) && !isFolder(word)) return { kind: 'file', name: word };
  const commit = await findCommit(word);
  if (isFolder(word)) {
    if (commit !== null && !/^\.{1,2}$|[/\\]/.test(word)) {
      throw new CrossoverError('CROSSOVER_USAGE', `"${word}" is a folder here and a git ref.`, {
        remedy: `Write ./${word} for the folder, or refs/heads/${word} for the branch.`,
      });
    }
    const folder = resolve(word);
    return { kind: 'folder', name: folder === process.cwd() ? await describeWorkingFolder() : word, folder };
  }
  if (commit === null) throw await meansNothing(word);
  return { kind: 'commit', ...commit };
}

/** Without a second word the head is what lies here, changes that are not committed included. */
export async function workingPlace(base: Place): Promise<Place> {
  if (base.kind === 'file') {
    throw new CrossoverError('CROSSOVER_USAGE', `${base.name} stands alone.`, {
      remedy: 'Name the other version of it as well: crossover ab old.ts new.ts.',
    });
  }
  return { kind: 'folder', name: await describeWorkingFolder(), folder: process.cwd() };
}

async function meansNothing(word: string): Promise<CrossoverError> {
  const meant = nearest(word, await listRefNames());
  const suggestion = meant === null ? '' : ` Did you mean "${meant}"?`;
  return new CrossoverError(
    'CROSSOVER_USAGE',
    `"${word}" is neither a git ref here, nor a folder, nor a scenario file.${suggestion}`,
    { remedy: 'Name a branch, tag or commit (fetch it first in CI: fetch-depth: 0), a folder, or a file.' },
  );
}

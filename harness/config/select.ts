/** Which scenarios the words on the command line mean: built-in ids, patterns over them, or a user's own files. */
import { basename, extname } from 'node:path';
import { unknownName } from './unknown-name.ts';

/** A built-in scenario, or a file to be compiled and loaded; `id` is the file's name without its ending. */
export type ScenarioChoice =
  | { readonly kind: 'built-in'; readonly id: string }
  | { readonly kind: 'file'; readonly id: string; readonly path: string };

const SCENARIO_FILE = /\.([cm]?[jt]s|[jt]sx)$/;

/**
 * The chosen scenarios in the order of the words, each once. A word is, in this order: a built-in id, a pattern (`*` for any
 * letters, slashes too; `?` for one), a file (by its ending, or because it has a path and exists). Pure but for `exists`.
 * Throws CROSSOVER_USAGE for an unknown id and for a pattern that matches nothing; a file is not looked into here.
 */
export function selectScenarios(
  words: readonly string[],
  builtInIds: readonly string[],
  exists: (path: string) => boolean,
): ScenarioChoice[] {
  const choices = new Map<string, ScenarioChoice>();
  for (const word of words) {
    for (const choice of choicesOf(word, builtInIds, exists)) {
      choices.set(choice.kind === 'file' ? choice.path : choice.id, choice);
    }
  }
  return [...choices.values()];
}

function choicesOf(
  word: string,
  builtInIds: readonly string[],
  exists: (path: string) => boolean,
): ScenarioChoice[] {
  if (builtInIds.includes(word)) return [{ kind: 'built-in', id: word }];
  if (/[*?]/.test(word) && !exists(word)) {
    const pattern = patternOf(word);
    const ids = builtInIds.filter((id) => pattern.test(id));
    if (ids.length === 0) throw unknownName('scenario', word, builtInIds);
    return ids.map((id) => ({ kind: 'built-in', id }));
  }
  const isFile = SCENARIO_FILE.test(word) || (/[/\\]/.test(word) && exists(word));
  if (!isFile) throw unknownName('scenario', word, builtInIds);
  return [{ kind: 'file', id: basename(word, extname(word)), path: word }];
}

function patternOf(word: string): RegExp {
  const source = word
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`);
}

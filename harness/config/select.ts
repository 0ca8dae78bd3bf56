/** Which scenarios the words on the command line mean: built-in ids, patterns over them, or a user's own files. */
import { basename, extname } from 'node:path';
import { CrossoverError } from '../errors.ts';
import { nearestName } from './nearest.ts';
import { unknownName } from './unknown-name.ts';

/** A built-in scenario, or a file to be compiled and loaded; `id` is the file's name without its ending. */
export type ScenarioChoice =
  | { readonly kind: 'built-in'; readonly id: string }
  | { readonly kind: 'file'; readonly id: string; readonly path: string };

/** What lies at a path: asked of the caller, so that choosing needs no disk. */
export type PathKind = 'file' | 'folder' | 'none';

const SCENARIO_FILE = /\.[cm]?[jt]s$/;

/**
 * The chosen scenarios in the order of the words, each once. A word is, in this order: a built-in id, a pattern (`*` for any
 * letters, slashes too; `?` for one), a file. Pure but for `kindOfPath`. Throws CROSSOVER_USAGE (unknown id, a pattern that
 * matches nothing, a folder) or CROSSOVER_SCENARIO_NOT_FOUND (no such file).
 */
export function selectScenarios(
  words: readonly string[],
  builtInIds: readonly string[],
  kindOfPath: (path: string) => PathKind,
): ScenarioChoice[] {
  const choices = new Map<string, ScenarioChoice>();
  for (const word of words) {
    for (const choice of choicesOf(word, builtInIds, kindOfPath)) {
      choices.set(choice.kind === 'file' ? choice.path : choice.id, choice);
    }
  }
  return [...choices.values()];
}

function choicesOf(
  word: string,
  builtInIds: readonly string[],
  kindOfPath: (path: string) => PathKind,
): ScenarioChoice[] {
  if (builtInIds.includes(word)) return [{ kind: 'built-in', id: word }];
  if (/[*?]/.test(word) && kindOfPath(word) === 'none') {
    const pattern = patternOf(word);
    const ids = builtInIds.filter((id) => pattern.test(id));
    if (ids.length === 0) throw unknownName('scenario', word, builtInIds);
    return ids.map((id) => ({ kind: 'built-in', id }));
  }
  if (!SCENARIO_FILE.test(word) && !/[/\\]/.test(word)) throw unknownName('scenario', word, builtInIds);
  return [fileChoice(word, builtInIds, kindOfPath(word))];
}

function fileChoice(word: string, builtInIds: readonly string[], kind: PathKind): ScenarioChoice {
  if (kind === 'file') return { kind: 'file', id: basename(word, extname(word)), path: word };
  if (kind === 'folder') {
    throw new CrossoverError('CROSSOVER_USAGE', `${word} is a folder, not a scenario.`, {
      remedy: `Name its files, for example ${word.replace(/[/\\]$/, '')}/*.ts.`,
    });
  }
  const isMeantAsId = !SCENARIO_FILE.test(word) && nearestName(word, builtInIds) !== null;
  if (isMeantAsId) throw unknownName('scenario', word, builtInIds);
  throw new CrossoverError('CROSSOVER_SCENARIO_NOT_FOUND', `There is no file ${word}.`, {
    remedy: 'Check the path, or see `crossover list` for the built-in scenarios.',
  });
}

function patternOf(word: string): RegExp {
  const source = word
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`);
}

/** `crossover ab`: what the two words mean (refs, folders, files) and the scenarios that both sides have. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import type { PresetId } from '../../harness/config/defaults.ts';
import type { SelectedScenario } from '../../harness/config/options.ts';
import { CrossoverError } from '../../harness/errors.ts';
import { listSources } from '../../harness/executor/bundle.ts';
import { builtInScenarios } from '../../scenarios/index.ts';
import { neitherHas, nothingInBoth, refuseAbsent } from './ab-absent.ts';
import { isFolder, type Place, placeOf, SCENARIO_FILE, workingPlace } from './ab-places.ts';
import { type CheckoutCommands, checkOut } from './checkout.ts';
import { loadScenarios } from './load-scenarios.ts';

export interface AbWish {
  readonly words: readonly string[];
  /** From `--scenario`: built-in ids, or files relative to each side's folder. */
  readonly scenarios: readonly string[];
  readonly inputFile: string | null;
  readonly preset: PresetId;
  readonly commands: CheckoutCommands;
}

/** Both sides, loaded. */
export interface LoadedSides {
  readonly baseName: string;
  readonly headName: string;
  readonly bases: readonly SelectedScenario[];
  readonly heads: readonly SelectedScenario[];
  /** The words that mean the same later on: commits for refs, which move. */
  readonly pinnedWords: readonly string[];
  /** What may change meanwhile: scenario files and what they import, but for those of a commit. */
  readonly files: readonly string[];
  dispose(): Promise<void>;
}

/** One side before its scenarios are looked for. */
interface Side {
  readonly name: string;
  /** Null: the word was a scenario file itself, and its executors work where the run does. */
  readonly folder: string | null;
  readonly scenarios: readonly string[];
  /** The commit that lies in the folder, which is then nobody else's. */
  readonly sha?: string;
}

type Disposals = (() => Promise<void>)[];

/**
 * Throws CROSSOVER_USAGE for words that mean nothing, or not the same kind of thing, and what `loadScenarios` throws. Nothing
 * is left behind then: worktrees are removed.
 */
export async function loadSides(
  wish: AbWish,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<LoadedSides> {
  const disposals: Disposals = [];
  const dispose = async (): Promise<void> => {
    for (const undo of disposals.splice(0).reverse()) await undo();
  };
  try {
    const [baseWord = '', headWord] = wish.words;
    const basePlace = await placeOf(baseWord);
    const headPlace = headWord === undefined ? await workingPlace(basePlace) : await placeOf(headWord);
    if ((basePlace.kind === 'file') !== (headPlace.kind === 'file')) throw notAlike(basePlace, headPlace);
    if (basePlace.kind !== 'file') {
      const ids = builtInScenarios.map(({ id }) => id);
      await refuseAbsent(needScenarios(wish), basePlace, headPlace, ids);
    }
    const base = await toSide(basePlace, wish, disposals, tell, signal);
    const head = await toSide(headPlace, wish, disposals, tell, signal);
    const bases = await loadSide(base, wish, disposals, signal);
    const heads = await loadSide(head, wish, disposals, signal);
    refuseUnlikeScenarios(wish, base, head, [...bases, ...heads]);
    // Two files are two versions of one scenario, whatever they are called.
    const renamed =
      base.folder === null ? heads.map((one) => ({ ...one, id: bases[0]?.id ?? one.id })) : heads;
    const ids = new Set(renamed.map(({ id }) => id));
    if (!bases.some(({ id }) => ids.has(id))) throw nothingInBoth(base.name, head.name);
    return {
      baseName: base.name,
      headName: head.name,
      bases,
      heads: renamed,
      pinnedWords: [base.sha ?? baseWord, ...(headWord === undefined ? [] : [head.sha ?? headWord])],
      files: [...(await filesOf(base, bases)), ...(await filesOf(head, heads))],
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function toSide(
  place: Place,
  wish: AbWish,
  disposals: Disposals,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<Side> {
  const { name } = place;
  if (place.kind === 'file') return { name, folder: null, scenarios: [name] };
  const scenarios = needScenarios(wish);
  if (place.kind === 'folder') return { name, folder: place.folder, scenarios };
  const { folder, dispose } = await checkOut(place, wish.commands, tell, signal);
  disposals.push(dispose);
  return { name, folder, scenarios, sha: place.sha };
}

/** As paths from the working directory; a commit's files are what they are. */
async function filesOf({ folder, sha }: Side, selected: readonly SelectedScenario[]): Promise<string[]> {
  if (sha !== undefined) return [];
  const cwd = folder ?? process.cwd();
  const own = selected.filter(({ isBuiltIn }) => !isBuiltIn);
  const sources = await Promise.all(own.map(({ label }) => listSources(label, cwd)));
  return [...new Set(sources.flat().map((path) => relative(process.cwd(), resolve(cwd, path))))];
}

function needScenarios({ scenarios }: AbWish): readonly string[] {
  if (scenarios.length > 0) return scenarios;
  throw new CrossoverError('CROSSOVER_USAGE', 'Which scenarios both versions run is not said.', {
    remedy:
      'Give --scenario bench/parse.ts (a file in both, relative to where you are; repeatable; bench/*.ts).',
  });
}

function notAlike(base: Place, head: Place): CrossoverError {
  return new CrossoverError(
    'CROSSOVER_USAGE',
    `${base.name} and ${head.name} are not the same kind of thing.`,
    {
      remedy: 'Compare two files, or refs and folders with --scenario.',
    },
  );
}

/** A word that neither side has is a slip of the pen; one that a single side has is a cell that was added or removed. */
function refuseUnlikeScenarios(
  { scenarios }: AbWish,
  base: Side,
  head: Side,
  loaded: readonly SelectedScenario[],
): void {
  if (base.folder === null) return;
  const found = new Set(loaded.map(({ label }) => label));
  const missing = scenarios.find((word) => !/[*?]/.test(word) && !found.has(word));
  if (missing === undefined) return;
  throw neitherHas(missing, base.name, head.name, null);
}

async function loadSide(
  { folder, scenarios }: Side,
  { preset, inputFile }: AbWish,
  disposals: Disposals,
  signal: AbortSignal,
): Promise<readonly SelectedScenario[]> {
  const words = folder === null ? scenarios : scenarios.flatMap((word) => expandIn(folder, word));
  if (words.length === 0) return [];
  const loaded = await loadScenarios(
    { words, preset, inputFile, ...(folder === null ? {} : { cwd: folder }) },
    signal,
  );
  disposals.push(loaded.dispose);
  return loaded.scenarios.map((selected) => (folder === null ? selected : { ...selected, cwd: folder }));
}

/** Files of this side: the word itself, or what a pattern in its last part matches; built-in ids stay as they are. */
function expandIn(folder: string, word: string): string[] {
  if (!SCENARIO_FILE.test(word)) return [word];
  const [parent, name] = [dirname(word), basename(word)];
  if (!/[*?]/.test(name)) return existsSync(join(folder, word)) ? [word] : [];
  const pattern = new RegExp(
    `^${name
      .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
      .replace(/\*+/g, '.*')
      .replace(/\?/g, '.')}$`,
  );
  const entries = isFolder(join(folder, parent)) ? readdirSync(join(folder, parent)) : [];
  return entries
    .filter((entry) => pattern.test(entry) && extname(entry) !== '' && !entry.endsWith('.d.ts'))
    .sort()
    .map((entry) => join(parent, entry));
}

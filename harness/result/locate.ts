/** Where a document lies: people name a file, a run's folder, or simply `latest`. */
import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CrossoverError } from '../errors.ts';

/** The document's name in every run folder. */
export const RESULT_FILE = 'result.json';
/** What `crossover ab` concludes from the run beside it. */
export const COMPARISON_FILE = 'comparison.json';
/** What `crossover tune` concludes from the run beside it. */
export const TUNE_FILE = 'tune.json';
/** What a run writes block by block. */
export const JOURNAL_FILE = 'journal.ndjson';
/** Points at the newest run: a link, or (where links are not allowed) a file that holds the folder's name. */
export const LATEST = 'latest';

/**
 * The document's file for what a user wrote. A bare word, `latest` or the name of a run, means `<outDir>/<word>`, unless a
 * file of that name lies here. Throws CROSSOVER_DOCUMENT when there is nothing, naming what was looked for.
 */
export async function locateDocument(path: string, outDir: string): Promise<string> {
  const kind = await kindOf(path);
  if (kind === 'none') {
    // The name of a run, as it stands in what was printed.
    if (outDir !== '.' && !path.includes('/') && (await kindOf(join(outDir, path))) !== 'none')
      return locateDocument(join(outDir, path), '.');
    throw new CrossoverError('CROSSOVER_DOCUMENT', `There is no result at ${path}.`, {
      remedy: `Give a ${RESULT_FILE}, a run's folder, or \`${LATEST}\` for the newest run.`,
    });
  }
  if (kind === 'folder') return locateInFolder(path);
  if (basename(path) === LATEST) {
    const runFolder = join(dirname(path), (await readFile(path, 'utf8')).trim());
    if ((await kindOf(runFolder)) === 'folder') return locateInFolder(runFolder);
  }
  return path;
}

/** The tune of a folder, where there is one; else the word as it stands. */
export async function locateTune(path: string, outDir: string): Promise<string> {
  const candidates = [path, ...(path.includes('/') ? [] : [join(outDir, path)]), join(path, LATEST)];
  for (const candidate of candidates) {
    const file = join(candidate, TUNE_FILE);
    if ((await kindOf(file)) === 'file') return file;
  }
  return path;
}

async function locateInFolder(folder: string): Promise<string> {
  const file = join(folder, RESULT_FILE);
  if ((await kindOf(file)) === 'file') return file;
  if ((await kindOf(join(folder, LATEST))) !== 'none') return locateDocument(join(folder, LATEST), '.');
  const wasCutOff = (await kindOf(join(folder, JOURNAL_FILE))) === 'file';
  throw new CrossoverError('CROSSOVER_DOCUMENT', `${folder} holds no ${RESULT_FILE}.`, {
    remedy: wasCutOff
      ? `Its run was killed: \`crossover run --resume ${folder}\` goes on from its last block.`
      : 'Give the folder of one run.',
  });
}

/**
 * The folder of the run that a user wants to continue: a run's own, an output folder (its newest run), or `latest`.
 * Throws CROSSOVER_RESUME when no journal lies there.
 */
export async function locateRunFolder(path: string, outDir: string): Promise<string> {
  if ((await kindOf(join(path, JOURNAL_FILE))) === 'file') return realpath(path);
  const pointers = [join(path, LATEST), ...(path === LATEST ? [join(outDir, LATEST)] : [])];
  for (const pointer of pointers) {
    const kind = await kindOf(pointer);
    const folder =
      kind === 'file' ? join(dirname(pointer), (await readFile(pointer, 'utf8')).trim()) : pointer;
    if ((await kindOf(join(folder, JOURNAL_FILE))) === 'file') return realpath(folder);
  }
  throw new CrossoverError('CROSSOVER_RESUME', `There is no ${JOURNAL_FILE} in ${path}.`, {
    remedy: 'Give the folder of an interrupted run: bench-results/<run id>.',
  });
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'none'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch {
    return 'none';
  }
}

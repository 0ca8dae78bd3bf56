/** `crossover run --resume DIR`, or `ab`: what an interrupted run was asked for, from its journal, when it can be continued here. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { z } from 'zod';
import { CrossoverError } from '../../harness/errors.ts';
import { locateRunFolder } from '../../harness/result/locate.ts';
import { readJournal, type SavedRun } from '../../harness/run/journal.ts';
import { readTool } from '../../harness/tool.ts';
import type { CommandArguments } from '../command-line.ts';
import type { Io } from '../io.ts';

/** What a run keeps of its own command line, so that it can be asked for again. */
const requestSchema = z.object({
  /** Early journals are all of `run`. */
  command: z.enum(['run', 'ab']).default('run'),
  words: z.array(z.string()),
  options: z.record(z.string(), z.union([z.string(), z.boolean(), z.array(z.string())])),
  seed: z.int(),
  /** Where relative paths are relative to. */
  cwd: z.string(),
  /** SHA-256 of every file of the user's, by the path that was given. */
  files: z.record(z.string(), z.string()),
});
export type StoredRequest = z.infer<typeof requestSchema>;

/** Options that do not change what is measured, and may be given beside `--resume`. */
const BESIDE = ['report-mode', 'json', 'quiet', 'strict', 'confirm', 'color', 'no-color'];

/** Where, in the folder of a run, the run lies that confirms what it found. */
export const CONFIRMATION_FOLDER = 'confirmation';

export interface ResumedRun {
  readonly given: CommandArguments;
  readonly saved: SavedRun;
  readonly outDir: string;
}

async function hashOf(path: string): Promise<string> {
  const bytes = await readFile(path).catch(() => null);
  return bytes === null ? 'gone' : createHash('sha256').update(bytes).digest('hex');
}

/** The request as the journal keeps it. `paths` are the scenario files and the input file, as they were given. */
export async function toStoredRequest(
  command: StoredRequest['command'],
  { words, options }: CommandArguments,
  seed: number,
  paths: readonly string[],
): Promise<StoredRequest> {
  const files: Record<string, string> = {};
  for (const path of paths) files[path] = await hashOf(path);
  const kept = Object.entries(options).map(([name, value]) => [
    name,
    Array.isArray(value) ? [...value] : value,
  ]);
  return { command, words: [...words], options: Object.fromEntries(kept), seed, cwd: process.cwd(), files };
}

function refuseOthers({ words, options }: CommandArguments): void {
  const other = Object.keys(options).find((name) => name !== 'resume' && !BESIDE.includes(name));
  const what = words.length > 0 ? `"${words[0]}"` : other === undefined ? null : `--${other}`;
  if (what === null) return;
  throw new CrossoverError('CROSSOVER_USAGE', `${what} stands beside --resume.`, {
    remedy: 'A run is continued as it was begun: give --resume and its folder alone, or start a new run.',
  });
}

const notHere = (fact: string, remedy: string): CrossoverError =>
  new CrossoverError('CROSSOVER_RESUME', fact, { remedy });

async function checkSameWorld(request: StoredRequest, { header }: SavedRun): Promise<void> {
  const { version } = readTool();
  if (header.toolVersion !== version) {
    throw notHere(
      `The run was begun by crossover ${header.toolVersion}; this is ${version}.`,
      'Continue it with that release, or start a new run.',
    );
  }
  if (request.cwd !== process.cwd()) {
    throw notHere(`The run was begun in ${request.cwd}.`, `Go there first: cd ${request.cwd}`);
  }
  for (const [path, hash] of Object.entries(request.files)) {
    if ((await hashOf(path)) === hash) continue;
    throw notHere(
      `${path} has changed since the run was begun, or is gone.`,
      'Figures of two versions make no run: start a new one, or bring the old file back.',
    );
  }
}

/**
 * Reads the journal that `--resume` names. Throws CROSSOVER_USAGE for words beside it, and CROSSOVER_RESUME where no
 * journal lies, it is damaged, or the release, the folder or a file of the user's is not what it was.
 */
export async function resumeRun(
  command: StoredRequest['command'],
  given: CommandArguments,
  path: string,
  outDir: string,
): Promise<ResumedRun> {
  refuseOthers(given);
  const runDir = await locateRunFolder(path, outDir);
  if (basename(dirname(runDir)) === CONFIRMATION_FOLDER) {
    const confirmed = dirname(dirname(runDir));
    throw notHere(
      `The run in ${runDir} confirms another.`,
      `Continue that one: crossover ab --resume ${confirmed}`,
    );
  }
  const saved = await readJournal(runDir);
  const request = requestSchema.safeParse(saved.header.request);
  if (!request.success) {
    throw notHere(`The journal in ${runDir} does not say what was asked for.`, 'Start a new run.');
  }
  if (request.data.command !== command) {
    throw notHere(
      `The run in ${runDir} was begun by crossover ${request.data.command}.`,
      `Continue it with: crossover ${request.data.command} --resume ${path}`,
    );
  }
  await checkSameWorld(request.data, saved);
  const { resume: _resume, ...beside } = given.options;
  const options = { ...request.data.options, seed: String(request.data.seed), ...beside };
  return { given: { words: request.data.words, options }, saved, outDir: dirname(runDir) };
}

/** Said when a run was stopped. */
export function resumeHint(command: StoredRequest['command'], folder: string, { env }: Io): string {
  const script = { run: 'bench', ab: 'ab' }[command];
  const typed = env.npm_lifecycle_event === script ? `npm run ${script} --` : `crossover ${command}`;
  return `Continue with: ${typed} --resume ${folder}`;
}

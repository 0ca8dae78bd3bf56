/**
 * `crossover ab --confirm`: cells that would fail the build once more, in fresh processes and with a seed of their own. That is a run
 * inside the first one's folder, so that whoever continues the one continues the other.
 */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { confirmSlower, leaveUnconfirmed, slowerCells } from '../../harness/compare/confirm.ts';
import type { ResolvedConfig } from '../../harness/config/options.ts';
import { JOURNAL_FILE } from '../../harness/result/locate.ts';
import type { ComparisonDocument, RunDocument } from '../../harness/result/schema.ts';
import { readJournal, type SavedRun } from '../../harness/run/journal.ts';
import { CONFIRMATION_FOLDER } from './resume.ts';

/** A run of two versions, and what it says. */
export interface Measured {
  readonly document: RunDocument;
  readonly comparison: ComparisonDocument;
  /** False where something is left to be measured: the run itself, or what confirms it. */
  readonly isComplete: boolean;
}

/** Measures both versions into `outDir`, or goes on with a saved run. */
export type MeasureSides = (
  config: ResolvedConfig,
  place: { readonly outDir: string; readonly saved: SavedRun | null },
) => Promise<Measured>;

/**
 * The first run with its `slower` cells held against a second run of these alone, begun anew or continued where it was cut off. The
 * first as it is where nothing is slower, or where it is itself not complete. `config` is the first's: the second follows from it
 * and from the first's verdicts, and these from stored blocks, so that a continued one has the same plan. Throws what `measureSides` throws,
 * and CROSSOVER_RESUME for a damaged journal.
 */
export async function confirmInFreshBlocks(
  first: Measured,
  config: ResolvedConfig,
  outDir: string,
  measureSides: MeasureSides,
  tell: (line: string) => void,
): Promise<Measured> {
  const only = slowerCells(first.comparison);
  if (!first.isComplete || only.length === 0 || config.sides === null) return first;
  const ownDir = join(outDir, first.document.runId, CONFIRMATION_FOLDER);
  const saved = await findSaved(ownDir);
  const again = saved === null ? 'measuring' : 'going on with measuring';
  tell(`${again} ${only.length} slower ${only.length === 1 ? 'cell' : 'cells'} once more, to confirm`);
  const seed = (config.seed + 1) % Number.MAX_SAFE_INTEGER;
  const second = await measureSides(
    { ...config, seed, sides: { ...config.sides, only } },
    { outDir: ownDir, saved },
  );
  const comparison = second.isComplete
    ? confirmSlower(first.comparison, second.comparison)
    : leaveUnconfirmed(first.comparison);
  return { ...first, comparison, isComplete: second.isComplete };
}

/** The confirming run that was begun before, if any: there is one at the most. */
async function findSaved(folder: string): Promise<SavedRun | null> {
  const names = await readdir(folder).catch(() => []);
  const name = names.find((candidate) => existsSync(join(folder, candidate, JOURNAL_FILE)));
  return name === undefined ? null : readJournal(join(folder, name));
}

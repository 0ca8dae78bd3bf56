/** What a run has so far, block by block on disk: whatever ends it loses at most the block that was running. */
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CrossoverError } from '../errors.ts';
import { makeFolder } from '../result/make-folder.ts';
import type { Block, Round } from '../result/schema.ts';

/** One line of `journal.ndjson`. */
export interface JournalEntry {
  readonly block: Block;
  readonly rounds: Readonly<Record<string, Round>>;
}

export interface Journal {
  append(entry: JournalEntry): Promise<void>;
}

/** Makes the run's folder. Throws CROSSOVER_OUTPUT_FOLDER when it cannot be written, before anything is measured. */
export async function openJournal(runDir: string, header: unknown): Promise<Journal> {
  const path = join(runDir, 'journal.ndjson');
  const write = async (line: unknown): Promise<void> => {
    try {
      await appendFile(path, `${JSON.stringify(line)}\n`);
    } catch (cause) {
      throw new CrossoverError('CROSSOVER_OUTPUT_FOLDER', `${path} cannot be written.`, {
        remedy: 'Choose another folder with --out, or make room.',
        cause,
      });
    }
  };
  try {
    await makeFolder(runDir);
  } catch (cause) {
    throw new CrossoverError('CROSSOVER_OUTPUT_FOLDER', `The folder ${runDir} cannot be made.`, {
      remedy: 'Choose another folder with --out.',
      cause,
    });
  }
  await write(header);
  return { append: write };
}

/** Files appear whole or not at all: a reader, or the next run, never meets half a document. */
import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CrossoverError } from '../errors.ts';
import { makeFolder } from './make-folder.ts';
import type { ComparisonDocument, RunDocument } from './schema.ts';
import type { TuneDocument } from './tune-schema.ts';

/**
 * Writes through a temporary file beside the target and a rename, making the folder where it is missing. A failure
 * leaves the old file as it was. Throws CROSSOVER_OUTPUT_FOLDER with the system's reason (disk full, no permission).
 */
export async function writeFileAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await makeFolder(dirname(path));
    await writeFile(temporary, content);
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => {});
    throw new CrossoverError('CROSSOVER_OUTPUT_FOLDER', `${path} cannot be written: ${reasonOf(cause)}.`, {
      remedy: 'Free the disk, mend the permissions, or choose another folder with --out.',
      cause,
    });
  }
}

/** Writes a result document as one line of JSON. Throws like {@link writeFileAtomically}. */
export async function writeDocument(
  path: string,
  document: RunDocument | ComparisonDocument | TuneDocument,
): Promise<void> {
  await writeFileAtomically(path, `${JSON.stringify(document)}\n`);
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

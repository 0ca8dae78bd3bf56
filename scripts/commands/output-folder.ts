/** Where results go: checked before anything is measured, and a pointer to the newest run. */
import { mkdtemp, rename, rm, rmdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CrossoverError } from '../../harness/errors.ts';
import { LATEST } from '../../harness/result/locate.ts';
import { makeFolder } from '../../harness/result/make-folder.ts';
import { writeFileAtomically } from '../../harness/result/write.ts';

/**
 * Makes the folder and proves that files can be made in it, so that no run is measured for nothing.
 * Throws CROSSOVER_OUTPUT_FOLDER with the system's reason.
 */
export async function ensureWritable(outDir: string): Promise<void> {
  try {
    await makeFolder(outDir);
    const probe = await mkdtemp(join(outDir, '.crossover-'));
    try {
      await writeFile(join(probe, 'probe'), 'probe');
    } finally {
      await rm(join(probe, 'probe'), { force: true });
      await rmdir(probe);
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CrossoverError(
      'CROSSOVER_OUTPUT_FOLDER',
      `The output folder ${outDir} cannot be written: ${reason}.`,
      {
        remedy: 'Choose another with --out.',
        cause,
      },
    );
  }
}

/**
 * Lets `<outDir>/latest` point at a run: a link where the system allows it, else a file that holds the run's id.
 * Resolves to the reason when neither can be made (something of the user's lies there): that is no failed run.
 */
export async function pointLatestAt(runId: string, outDir: string): Promise<string | null> {
  const latest = join(outDir, LATEST);
  const fresh = `${latest}.${process.pid}.tmp`;
  try {
    try {
      await symlink(runId, fresh, 'dir');
      await rename(fresh, latest);
    } catch {
      await rm(fresh, { force: true });
      await writeFileAtomically(latest, `${runId}\n`);
    }
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
